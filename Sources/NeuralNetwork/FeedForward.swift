public import Torch

/// SwiGLU: `down(silu(gate(x)) · up(x))`.
///
/// Reference: Shazeer, "GLU Variants Improve Transformer", equation 6.
public struct FeedForward {
    let gate, up, down: Linear

    /// Takes three projections without bias from `weights`; `intermediate` is the width of the gated product.
    public init(hidden: Int, intermediate: Int, from weights: Weights) throws {
        gate = try Linear(from: weights["gate_proj"], hidden, intermediate)
        up = try Linear(from: weights["up_proj"], hidden, intermediate)
        down = try Linear(from: weights["down_proj"], intermediate, hidden)
    }

    /// - Parameter x: `[batch, time, hidden]`.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try down(gate(x).silu() * up(x))
    }
}
