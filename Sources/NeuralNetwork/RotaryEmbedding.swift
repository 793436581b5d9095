import Foundation
public import Torch

/// Rotary position embedding: the two halves of each head are turned by angles that grow with the position.
///
/// `x · cos + rotateHalf(x) · sin` with `rotateHalf(x) = [-x₂, x₁]` and frequencies `theta^(-2i / D)`.
///
/// Reference: Su et al., "RoFormer", equation 34; `apply_rotary_pos_emb` of transformers 4.57.
public struct RotaryEmbedding {
    /// `[positions, D]`, float32.
    public let cosine, sine: Tensor

    /// The embedding of the positions `range`.
    public init(positions range: Range<Int>, headDimension: Int, theta: Double, on device: Device = .cpu) throws {
        try self.init(
            positions: .arange(range, .float32, on: device), headDimension: headDimension, theta: theta)
    }

    /// The embedding of given positions: `[T]` or `[B, T]`, as float32.
    public init(positions: Tensor, headDimension: Int, theta: Double) throws {
        let frequencies = stride(from: 0, to: headDimension, by: 2).map { index in
            Float(1 / pow(theta, Double(index) / Double(headDimension)))
        }
        let angles = try positions.unsqueezed(-1) * Tensor(frequencies).to(positions.device)  // [..., T, D / 2]
        let both = try concatenated([angles, angles], -1)  // [..., T, D]
        cosine = try both.cosine()
        sine = try both.sine()
    }

    private init(cosine: Tensor, sine: Tensor) {
        self.cosine = cosine
        self.sine = sine
    }

    /// The part for the positions `range` of the table.
    public func narrowed(_ range: Range<Int>) throws -> RotaryEmbedding {
        RotaryEmbedding(cosine: try cosine.narrowed(-2, range), sine: try sine.narrowed(-2, range))
    }

    /// The part for the last `count` positions of the table; the table itself when it has no more.
    func last(_ count: Int) throws -> RotaryEmbedding {
        let all = cosine.size(-2)
        return count == all ? self : try narrowed(all - count..<all)
    }

    /// - Parameter x: `[B, heads, T, D]`.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        let half = x.size(-1) / 2
        let rotated = try concatenated([-x.narrowed(-1, half..<2 * half), x.narrowed(-1, 0..<half)], -1)
        let (cosine, sine) = try (perHead(cosine), perHead(sine))
        return try x * cosine.to(x.dtype) + rotated * sine.to(x.dtype)
    }

    /// `[T, D]` broadcasts over batch and heads as it is; `[B, T, D]` wants a dimension for the heads.
    private func perHead(_ table: Tensor) throws -> Tensor {
        table.rank == 3 ? try table.unsqueezed(1) : table
    }
}
