import NeuralNetwork
import Torch

/// One layer of the decoder's transformer: attention and SwiGLU, each behind an RMSNorm and scaled.
///
/// Reference: `Qwen3TTSTokenizerV2DecoderTransformerLayer` (qwen-tts 0.1.1).
struct SpeechDecoderLayer {
    let attention: SelfAttention
    let feedForward: FeedForward
    let attentionNorm, feedForwardNorm: RMSNorm
    let attentionScale, feedForwardScale: LayerScale

    init(_ configuration: SpeechDecoderConfiguration, from weights: Weights) throws {
        let (hidden, epsilon) = (configuration.hidden, configuration.normEpsilon)
        attention = try SelfAttention(
            configuration.attention, normEpsilon: nil, bias: configuration.hasAttentionBias, from: weights["self_attn"])
        feedForward = try FeedForward(hidden: hidden, intermediate: configuration.intermediate, from: weights["mlp"])
        attentionNorm = try RMSNorm(from: weights["input_layernorm"], hidden, epsilon: epsilon)
        feedForwardNorm = try RMSNorm(from: weights["post_attention_layernorm"], hidden, epsilon: epsilon)
        attentionScale = try LayerScale(from: weights["self_attn_layer_scale"], hidden)
        feedForwardScale = try LayerScale(from: weights["mlp_layer_scale"], hidden)
    }

    /// - Parameters:
    ///   - x: `[B, T, hidden]`.
    ///   - rotary: of the positions in `past` and of those of `x`.
    func callAsFunction(
        _ x: Tensor, _ rotary: RotaryEmbedding, _ mask: AttentionMask, past: KeyValueWindow?
    ) throws -> Tensor {
        let attended = try x + attentionScale(attention(attentionNorm(x), rotary, mask, past: past))
        return try attended + feedForwardScale(feedForward(feedForwardNorm(attended)))
    }
}

/// The decoder's transformer between two projections.
///
/// Reference: `Qwen3TTSTokenizerV2DecoderTransformerModel` (qwen-tts 0.1.1).
struct SpeechDecoderTransformer {
    let input, output: Linear
    let layers: [SpeechDecoderLayer]
    let norm: RMSNorm
    private let headDimension, window: Int
    private let theta: Double

    init(_ configuration: SpeechDecoderConfiguration, from weights: Weights) throws {
        input = try Linear(from: weights["input_proj"], configuration.latent, configuration.hidden, bias: true)
        layers = try (0..<configuration.layers).map {
            try SpeechDecoderLayer(configuration, from: weights["layers", $0])
        }
        norm = try RMSNorm(from: weights["norm"], configuration.hidden, epsilon: configuration.normEpsilon)
        output = try Linear(from: weights["output_proj"], configuration.hidden, configuration.latent, bias: true)
        headDimension = configuration.attention.headDimension
        window = configuration.window
        theta = configuration.theta
    }

    /// What each layer keeps of a stream: nothing at first.
    func makeWindows() -> [KeyValueWindow] {
        layers.map { _ in KeyValueWindow(width: window) }
    }

    /// - Parameters:
    ///   - x: `[B, T, latent]`.
    ///   - windows: of `makeWindows`, for a stream.
    func callAsFunction(_ x: Tensor, _ windows: [KeyValueWindow]?) throws -> Tensor {
        // Only distances count, so that the first position of a chunk's past can be 0, however long the stream is.
        let past = windows?.first?.count ?? 0
        let rotary = try RotaryEmbedding(
            positions: 0..<past + x.size(1), headDimension: headDimension, theta: theta, on: x.device)
        var hidden = try input(x)
        for (index, layer) in layers.enumerated() {
            hidden = try layer(hidden, rotary, .window(width: window), past: windows?[index])
        }
        return try output(norm(hidden))
    }
}
