import NeuralNetwork
import Torch

/// A depthwise convolution, then a feed-forward layer over channels, around a residual.
///
/// Reference: Liu et al., "A ConvNet for the 2020s", figure 4; `Qwen3TTSTokenizerV2ConvNeXtBlock` (qwen-tts 0.1.1).
struct ConvNeXtBlock {
    let depthwise: CausalConvolution
    let norm: LayerNorm
    let up, down: Linear
    let scale: Tensor  // [channels]

    init(from weights: Weights, _ channels: Int) throws {
        depthwise = try CausalConvolution(from: weights["dwconv"], channels, channels, kernel: 7, groups: channels)
        norm = try LayerNorm(from: weights["norm"], channels, epsilon: 1e-6)
        up = try Linear(from: weights["pwconv1"], channels, 4 * channels, bias: true)
        down = try Linear(from: weights["pwconv2"], 4 * channels, channels, bias: true)
        scale = try weights.parameter("gamma", channels)
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory? = nil) throws -> Tensor {
        let frames = try norm(depthwise(x, memory).transposed(1, 2))  // [B, T, channels]
        let mixed = try down(up(frames).gelu()) * scale.to(x.dtype)
        return try x + mixed.transposed(1, 2)
    }
}
