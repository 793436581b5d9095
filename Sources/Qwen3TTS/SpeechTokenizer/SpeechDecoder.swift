import NeuralNetwork
import Torch

/// Turns codes into a waveform: quantizers, a transformer, upsampling, and a vocoder.
///
/// Reference: `Qwen3TTSTokenizerV2Decoder` (qwen-tts 0.1.1).
struct SpeechDecoder {
    /// The first quantizer, and the others.
    let first, rest: ResidualVectorQuantizer
    let firstProjection, restProjection: Convolution
    let entry: CausalConvolution
    let transformer: SpeechDecoderTransformer
    let upsampling: [(convolution: CausalTransposedConvolution, block: ConvNeXtBlock)]
    let vocoder: Vocoder

    init(_ configuration: SpeechDecoderConfiguration, from weights: Weights) throws {
        let (latent, width) = (configuration.latent, configuration.codebookWidth)
        func quantizer(_ name: String, count: Int) throws -> (ResidualVectorQuantizer, Convolution) {
            let weights = weights["quantizer"][name]
            try weights["input_proj"].carryAlong("weight", width / 2, width, 1)
            let codebooks = try (0..<count).map { index in
                try Codebook(
                    from: weights["vq.layers", index]["_codebook"], entries: configuration.codebookSize,
                    width: width / 2, sumName: "embedding_sum")
            }
            let projection = try Convolution(from: weights["output_proj"], width / 2, width, kernel: 1, bias: false)
            return (ResidualVectorQuantizer(codebooks: codebooks), projection)
        }
        (first, firstProjection) = try quantizer("rvq_first", count: 1)
        (rest, restProjection) = try quantizer("rvq_rest", count: configuration.quantizers - 1)
        entry = try CausalConvolution(from: weights["pre_conv"], width, latent, kernel: 3)
        transformer = try SpeechDecoderTransformer(configuration, from: weights["pre_transformer"])
        upsampling = try configuration.ratios.enumerated().map { index, ratio in
            let stage = weights["upsample", index]
            return (
                convolution: try CausalTransposedConvolution(
                    from: stage["0"], latent, latent, kernel: ratio, stride: ratio),
                block: try ConvNeXtBlock(from: stage["1"], latent)
            )
        }
        vocoder = try Vocoder(configuration, from: weights)
    }

    /// The latents `[B, codebookWidth, T]` that codes `[B, T, codebooks]` stand for.
    func latents(_ codes: Tensor) throws -> Tensor {
        let acoustic = try codes.narrowed(2, 1..<codes.size(2))
        let semantic = try first.decode(codes).transposed(1, 2)
        return try firstProjection(semantic) + restProjection(rest.decode(acoustic).transposed(1, 2))
    }

    /// What a stream begins with.
    func makeMemory() -> StreamMemory {
        StreamMemory(windows: transformer.makeWindows())
    }

    /// The waveform `[B, samples]`, within ±1, of latents `[B, codebookWidth, T]`.
    ///
    /// It can be differentiated with respect to the latents.
    ///
    /// - Parameter memory: what came before the latents; nil where they are the beginning and nothing follows.
    func waveform(_ latents: Tensor, _ memory: StreamMemory? = nil, observe: StageObserver) throws -> Tensor {
        let frames = try entry(latents, memory).transposed(1, 2)
        try observe("pre_conv", frames)
        let transformed = try transformer(frames, memory?.windows)
        try observe("pre_transformer", transformed)
        var x = try transformed.transposed(1, 2)
        for stage in upsampling {
            x = try stage.block(stage.convolution(x, memory), memory)
        }
        try observe("upsample", x)
        return try vocoder(x, memory, observe: observe).squeezed(1).clamped(-1, 1)
    }
}
