import NeuralNetwork
import Torch

/// One layer of the encoder's transformer: attention and a GELU network, each behind a LayerNorm and scaled.
///
/// Reference: `MimiTransformerLayer` (transformers 4.57).
struct SpeechEncoderLayer {
    let attention: SelfAttention
    let up, down: Linear
    let attentionNorm, feedForwardNorm: LayerNorm
    let attentionScale, feedForwardScale: LayerScale

    init(_ configuration: SpeechEncoderConfiguration, from weights: Weights) throws {
        let (hidden, epsilon) = (configuration.hidden, configuration.normEpsilon)
        attention = try SelfAttention(
            configuration.attention, normEpsilon: nil, bias: configuration.hasAttentionBias, from: weights["self_attn"])
        up = try Linear(from: weights["mlp.fc1"], hidden, configuration.intermediate)
        down = try Linear(from: weights["mlp.fc2"], configuration.intermediate, hidden)
        attentionNorm = try LayerNorm(from: weights["input_layernorm"], hidden, epsilon: epsilon)
        feedForwardNorm = try LayerNorm(from: weights["post_attention_layernorm"], hidden, epsilon: epsilon)
        attentionScale = try LayerScale(from: weights["self_attn_layer_scale"], hidden)
        feedForwardScale = try LayerScale(from: weights["mlp_layer_scale"], hidden)
    }

    /// - Parameter x: `[B, T, hidden]`.
    func callAsFunction(_ x: Tensor, _ rotary: RotaryEmbedding) throws -> Tensor {
        let attended = try x + attentionScale(attention(attentionNorm(x), rotary, .causal))
        return try attended + feedForwardScale(down(up(feedForwardNorm(attended)).gelu()))
    }
}
