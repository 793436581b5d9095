import NeuralNetwork
import Torch

/// Turns latents into a waveform.
///
/// Reference: `Qwen3TTSTokenizerV2Decoder.decoder` (qwen-tts 0.1.1).
struct Vocoder {
    let entry: CausalConvolution
    let blocks: [VocoderBlock]
    let activation: SnakeBeta
    let exit: CausalConvolution

    init(_ configuration: SpeechDecoderConfiguration, from weights: Weights) throws {
        let (latent, channels, rates) = (configuration.latent, configuration.channels, configuration.rates)
        func module(_ index: Int) -> Weights { weights["decoder", index] }
        entry = try CausalConvolution(from: module(0), latent, channels, kernel: 7)
        blocks = try rates.enumerated().map { index, rate in
            try VocoderBlock(channels >> index, channels >> (index + 1), rate: rate, from: module(index + 1))
        }
        activation = try SnakeBeta(from: module(rates.count + 1), channels >> rates.count)
        exit = try CausalConvolution(from: module(rates.count + 2), channels >> rates.count, 1, kernel: 7)
    }

    /// - Parameter x: `[B, latent, T]`; the result is `[B, 1, T · product of the rates]`.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory?, observe: StageObserver) throws -> Tensor {
        var x = try entry(x, memory)
        try observe("decoder0", x)
        for (index, block) in blocks.enumerated() {
            x = try block(x, memory)
            try observe("decoder\(index + 1)", x)
        }
        return try exit(activation(x), memory)
    }
}

/// An upsampling by a transposed convolution, and three residual units of growing dilation.
///
/// Reference: `Qwen3TTSTokenizerV2DecoderDecoderBlock` (qwen-tts 0.1.1).
struct VocoderBlock {
    let activation: SnakeBeta
    let upsampling: CausalTransposedConvolution
    let units: [VocoderUnit]

    init(_ inputs: Int, _ outputs: Int, rate: Int, from weights: Weights) throws {
        activation = try SnakeBeta(from: weights["block", 0], inputs)
        upsampling = try CausalTransposedConvolution(
            from: weights["block", 1], inputs, outputs, kernel: 2 * rate, stride: rate)
        units = try [1, 3, 9].enumerated().map { index, dilation in
            try VocoderUnit(outputs, dilation: dilation, from: weights["block", index + 2])
        }
    }

    /// - Parameter x: `[B, in, T]`; the result is `[B, out, T · rate]`.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory?) throws -> Tensor {
        try units.reduce(upsampling(activation(x), memory)) { try $1($0, memory) }
    }
}

/// Two convolutions behind snake activations, around a residual.
///
/// Reference: `Qwen3TTSTokenizerV2DecoderDecoderResidualUnit` (qwen-tts 0.1.1).
struct VocoderUnit {
    let wideActivation, narrowActivation: SnakeBeta
    let wide, narrow: CausalConvolution

    init(_ channels: Int, dilation: Int, from weights: Weights) throws {
        wideActivation = try SnakeBeta(from: weights["act1"], channels)
        wide = try CausalConvolution(from: weights["conv1"], channels, channels, kernel: 7, dilation: dilation)
        narrowActivation = try SnakeBeta(from: weights["act2"], channels)
        narrow = try CausalConvolution(from: weights["conv2"], channels, channels, kernel: 1)
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory?) throws -> Tensor {
        try narrow(narrowActivation(wide(wideActivation(x), memory))) + x
    }
}
