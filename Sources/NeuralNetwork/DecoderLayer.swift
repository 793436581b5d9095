public import Torch

/// One layer of a Qwen3 decoder: attention and SwiGLU, each behind an RMSNorm and around a residual.
///
/// Reference: `Qwen3TTSTalkerDecoderLayer` and `Qwen3TTSDecoderLayer` (qwen-tts 0.1.1).
public struct DecoderLayer {
    let attention: SelfAttention
    let feedForward: FeedForward
    let attentionNorm, feedForwardNorm: RMSNorm

    /// Takes the parameters from `weights`; `epsilon` is that of all the layer's norms.
    ///
    /// - Parameter intermediate: the width between the projections of the feed-forward part.
    public init(_ shape: AttentionShape, intermediate: Int, epsilon: Double, from weights: Weights) throws {
        attention = try SelfAttention(shape, normEpsilon: epsilon, from: weights["self_attn"])
        feedForward = try FeedForward(hidden: shape.hidden, intermediate: intermediate, from: weights["mlp"])
        attentionNorm = try RMSNorm(from: weights["input_layernorm"], shape.hidden, epsilon: epsilon)
        feedForwardNorm = try RMSNorm(from: weights["post_attention_layernorm"], shape.hidden, epsilon: epsilon)
    }

    /// - Parameter x: `[B, T, hidden]`.
    public func callAsFunction(
        _ x: Tensor, _ rotary: RotaryEmbedding, _ mask: AttentionMask, cache: KeyValueCache?
    ) throws -> Tensor {
        let attended = try x + attention(attentionNorm(x), rotary, mask, cache: cache)
        return try attended + feedForward(feedForwardNorm(attended))
    }
}
