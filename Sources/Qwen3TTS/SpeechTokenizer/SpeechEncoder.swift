import NeuralNetwork
import Torch

/// Turns a waveform into codes: convolutions, a transformer, a last halving of the rate, and quantizers.
///
/// Reference: Défossez et al., "Moshi", section 3.3; `MimiModel.encode` (transformers 4.57).
struct SpeechEncoder {
    let convolutions: SEANet
    let layers: [SpeechEncoderLayer]
    let downsampling: CausalConvolution?
    let semantic, acoustic: ProjectedQuantizer
    private let headDimension: Int
    private let theta: Double

    /// How many frames the convolutions make at once: two seconds of audio at the official sizes, so that the weights of the last
    /// layers are not put into oneDNN's order too often, and as many more as the layers are narrower.
    private let framesAtOnce: Int

    /// - Parameter codebooks: how many quantizers give codes; the others' parameters are only carried along.
    init(_ configuration: SpeechEncoderConfiguration, codebooks: Int, from weights: Weights) throws {
        convolutions = try SEANet(configuration, from: weights["encoder"])
        layers = try (0..<configuration.layers).map {
            try SpeechEncoderLayer(configuration, from: weights["encoder_transformer.layers", $0])
        }
        downsampling = try configuration.downsamplingKernel.map {
            try CausalConvolution(
                from: weights["downsample"], configuration.hidden, configuration.hidden, kernel: $0, stride: 2,
                bias: false, padding: .replicate, isCausal: configuration.isCausal)
        }
        let semanticCount = configuration.semanticQuantizers
        semantic = try ProjectedQuantizer(
            configuration, count: semanticCount, used: min(semanticCount, codebooks),
            from: weights["quantizer.semantic_residual_vector_quantizer"])
        acoustic = try ProjectedQuantizer(
            configuration, count: configuration.quantizers - semanticCount, used: max(0, codebooks - semanticCount),
            from: weights["quantizer.acoustic_residual_vector_quantizer"])
        headDimension = configuration.attention.headDimension
        theta = configuration.theta
        framesAtOnce = max(50, 50 * 64 / configuration.filters)
    }

    /// The codes `[frames, codebooks]` of one waveform `[1, 1, samples]`.
    func callAsFunction(_ waveform: Tensor, observe: StageObserver) throws -> Tensor {
        let frames = try convolutions.inPieces(waveform, framesAtOnce: framesAtOnce)
        try observe("seanet", frames)
        let rotary = try RotaryEmbedding(
            positions: 0..<frames.size(2), headDimension: headDimension, theta: theta, on: frames.device)
        let transformed = try layers.reduce(frames.transposed(1, 2)) { try $1($0, rotary) }.transposed(1, 2)
        try observe("transformer", transformed)
        let latents = try downsampling?(transformed) ?? transformed
        try observe("downsample", latents)
        let codes = try [semantic, acoustic].filter { !$0.isEmpty }.map { try $0.encode(latents) }
        return try concatenated(codes, 1)
    }
}

/// Quantizers behind a projection of the latents.
struct ProjectedQuantizer {
    let projection: Convolution?
    let quantizer: ResidualVectorQuantizer

    var isEmpty: Bool { quantizer.codebooks.isEmpty }

    init(_ configuration: SpeechEncoderConfiguration, count: Int, used: Int, from weights: Weights) throws {
        let (hidden, width, entries) = (configuration.hidden, configuration.codebookWidth, configuration.codebookSize)
        if width == hidden {
            projection = nil
        } else {
            projection = try Convolution(from: weights["input_proj"], hidden, width, kernel: 1, bias: false)
            try weights["output_proj"].carryAlong("weight", hidden, width, 1)
        }
        var codebooks: [Codebook] = []
        for index in 0..<count {
            let codebook = weights["layers", index]["codebook"]
            try codebook.carryAlong("initialized", 1)
            if index < used {
                codebooks.append(try Codebook(from: codebook, entries: entries, width: width, sumName: "embed_sum"))
            } else {
                try codebook.carryAlong("cluster_usage", entries)
                try codebook.carryAlong("embed_sum", entries, width)
            }
        }
        quantizer = ResidualVectorQuantizer(codebooks: codebooks)
    }

    /// The codes `[T, codebooks]` of latents `[1, hidden, T]`.
    func encode(_ latents: Tensor) throws -> Tensor {
        let projected = try projection?(latents) ?? latents
        return try quantizer.encode(projected.squeezed(0).transposed(0, 1).contiguous())
    }
}
