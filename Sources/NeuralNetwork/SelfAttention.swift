public import Torch

/// Which positions a query sees.
public enum AttentionMask {
    /// Itself and everything before; right padding needs no more, since no real query sees it.
    case causal
    /// As `causal`, at most `width` positions with itself.
    case window(width: Int)
    /// What a tensor says: bool, true where a key is seen, broadcast to `[B, heads, T, S]`.
    case explicit(Tensor)
}

/// The sizes of an attention layer; heads × headDimension need not be the hidden size.
public struct AttentionShape: Sendable, Equatable {
    public let hidden, heads, keyValueHeads, headDimension: Int

    /// Describes an attention in which `heads / keyValueHeads` query heads share each key and value.
    public init(hidden: Int, heads: Int, keyValueHeads: Int, headDimension: Int) {
        self.hidden = hidden
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension
    }
}

/// Grouped-query attention with rotary positions, and optionally RMS-normalised queries and keys.
///
/// Reference: `Qwen3TTSAttention` (qwen-tts 0.1.1) and `MimiAttention` (transformers 4.57).
public struct SelfAttention {
    let shape: AttentionShape
    let q, k, v, output: Linear
    let qNorm, kNorm: RMSNorm?

    /// - Parameters:
    ///   - normEpsilon: of the norms of queries and keys; nil for an attention without them.
    ///   - bias: whether the four projections add one.
    public init(_ shape: AttentionShape, normEpsilon: Double?, bias: Bool = false, from weights: Weights) throws {
        self.shape = shape
        q = try Linear(from: weights["q_proj"], shape.hidden, shape.heads * shape.headDimension, bias: bias)
        k = try Linear(from: weights["k_proj"], shape.hidden, shape.keyValueHeads * shape.headDimension, bias: bias)
        v = try Linear(from: weights["v_proj"], shape.hidden, shape.keyValueHeads * shape.headDimension, bias: bias)
        output = try Linear(from: weights["o_proj"], shape.heads * shape.headDimension, shape.hidden, bias: bias)
        qNorm = try normEpsilon.map { try RMSNorm(from: weights["q_norm"], shape.headDimension, epsilon: $0) }
        kNorm = try normEpsilon.map { try RMSNorm(from: weights["k_norm"], shape.headDimension, epsilon: $0) }
    }

    /// - Parameters:
    ///   - x: `[B, T, hidden]`.
    ///   - rotary: the embedding of the T positions of `x`, after those that `past` holds.
    ///   - cache: keys and values of earlier positions, to which those of `x` are added.
    ///   - past: the last keys and values of a stream, which move on by those of `x`; not together with `cache`.
    public func callAsFunction(
        _ x: Tensor, _ rotary: RotaryEmbedding, _ mask: AttentionMask = .causal, cache: KeyValueCache? = nil,
        past: KeyValueWindow? = nil
    ) throws -> Tensor {
        let (batch, time) = (x.size(0), x.size(1))
        func heads(_ projected: Tensor, _ norm: RMSNorm?) throws -> Tensor {
            let split = try projected.reshaped(batch, time, -1, shape.headDimension)  // [B, T, heads, D]
            return try (norm.map { try $0(split) } ?? split).transposed(1, 2)  // [B, heads, T, D]
        }
        let queries = try heads(q(x), qNorm)
        var keys = try heads(k(x), kNorm)
        var values = try heads(v(x), nil)
        if let past { (keys, values) = try past.append(keys, values) }
        return try attend(rotary.last(time)(queries), rotary(keys), values, mask, cache: cache)
    }

    /// Queries `[B, heads, T, D]` and keys `[B, groups, S, D]` with their positions, values `[B, groups, S, D]`.
    private func attend(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ mask: AttentionMask, cache: KeyValueCache?
    ) throws -> Tensor {
        let (batch, time) = (queries.size(0), queries.size(2))
        let (keys, values) = try cache?.append(keys, values) ?? (keys, values)

        let keyCount = keys.size(2)
        var tensorMask: Tensor?
        var isCausal = false
        switch mask {
        case .explicit(let given): tensorMask = given
        case .window(let width) where keyCount > width:
            tensorMask = try windowMask(queries: time, keys: keyCount, width: width, on: queries.device)
        case .causal, .window:
            if time == keyCount {
                isCausal = time > 1
            } else if time > 1 {
                tensorMask = try windowMask(queries: time, keys: keyCount, width: keyCount, on: queries.device)
            }
        }
        let scale = 1 / Double(shape.headDimension).squareRoot()
        let mixed = try attention(queries, keys, values, mask: tensorMask, isCausal: isCausal, scale: scale)
        return try output(mixed.transposed(1, 2).reshaped(batch, time, -1))
    }
}

/// True where a query sees a key: not later than itself, and fewer than `width` positions before.
///
/// The queries are the last of the keys' positions. Shape: `[queries, keys]`, bool.
public func windowMask(queries: Int, keys: Int, width: Int, on device: Device) throws -> Tensor {
    let query = try Tensor.arange(keys - queries..<keys, on: device).unsqueezed(1)
    let key = try Tensor.arange(0..<keys, on: device).unsqueezed(0)
    let distance = try query - key
    return try distance.greater(-1).and(distance.less(Double(width)))
}
