import NeuralNetwork

/// The sizes of the encoder of a speech tokenizer, which is Mimi's.
///
/// There is no attention window: the official package accepts one (`sliding_window`) and does not apply it.
///
/// Reference: `MimiConfig` (transformers 4.57).
public struct SpeechEncoderConfiguration: Sendable, Equatable, Codable {
    /// Samples per second of the audio.
    public var sampleRate = 24_000
    /// Frames per second of the codes; nil for that of the convolutions' strides.
    public var frameRate: Double? = 12.5
    /// The width of the transformer.
    public var hidden = 512
    /// Channels of the first convolution, which double with every stride.
    public var filters = 64
    /// Residual blocks before every stride.
    public var residualLayers = 1
    /// The strides, last first.
    public var ratios = [8, 6, 5, 4]
    /// The kernel of the first convolution.
    public var kernel = 7
    /// The kernel of the last one.
    public var lastKernel = 3
    /// The kernel of those in residual blocks.
    public var residualKernel = 3
    /// The factor between the dilations of successive residual blocks.
    public var dilationGrowth = 2
    /// Whether no convolution looks ahead.
    public var isCausal = true
    /// How the signal is continued where a convolution needs more.
    public var padding = CodecPadding.constant
    /// The factor by which residual blocks narrow their channels.
    public var compression = 2
    /// Whether residual blocks have a convolution in place of the identity.
    public var hasConvolutionShortcut = false
    /// Entries of a codebook.
    public var codebookSize = 2048
    /// The width of an entry.
    public var codebookWidth = 256
    /// All quantizers, the semantic ones among them.
    public var quantizers = 32
    /// Quantizers that see the latents themselves; the others see them with a projection of their own.
    public var semanticQuantizers = 1
    /// Layers of the transformer.
    public var layers = 8
    /// The width of its feed-forward parts.
    public var intermediate = 2048
    /// Heads of its attention.
    public var heads = 8
    /// Heads of its keys and values.
    public var keyValueHeads = 8
    /// The width of a head; nil for hidden / heads.
    public var headDimension: Int? = 64
    /// Whether the attention's projections add a bias.
    public var hasAttentionBias = false
    /// The epsilon of its norms.
    public var normEpsilon = 1e-5
    /// The base of its rotary positions.
    public var theta = 10_000.0
    private var quantizedWidth = 256
    private var modelType = "mimi"

    enum CodingKeys: String, CodingKey {
        case sampleRate = "sampling_rate"
        case frameRate = "_frame_rate"
        case hidden = "hidden_size"
        case filters = "num_filters"
        case residualLayers = "num_residual_layers"
        case ratios = "upsampling_ratios"
        case kernel = "kernel_size"
        case lastKernel = "last_kernel_size"
        case residualKernel = "residual_kernel_size"
        case dilationGrowth = "dilation_growth_rate"
        case isCausal = "use_causal_conv"
        case padding = "pad_mode"
        case compression = "compress"
        case hasConvolutionShortcut = "use_conv_shortcut"
        case codebookSize = "codebook_size"
        case codebookWidth = "codebook_dim"
        case quantizedWidth = "vector_quantization_hidden_dimension"
        case quantizers = "num_quantizers"
        case semanticQuantizers = "num_semantic_quantizers"
        case layers = "num_hidden_layers"
        case intermediate = "intermediate_size"
        case heads = "num_attention_heads"
        case keyValueHeads = "num_key_value_heads"
        case headDimension = "head_dim"
        case hasAttentionBias = "attention_bias"
        case normEpsilon = "norm_eps"
        case theta = "rope_theta"
        case modelType = "model_type"
    }

    /// What this program knows one value of.
    private enum FixedKeys: String, CodingKey {
        case channels = "audio_channels"
        case activation = "hidden_act"
    }

    /// The sizes of the official checkpoints.
    public init() {}

    /// - Throws: `ImpossibleValue` for sizes that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let values = try ConfigurationValues<CodingKeys>(decoder)
        sampleRate = try values.number(.sampleRate, default: sampleRate)
        frameRate = try values.container.decodeIfPresent(Double.self, forKey: .frameRate)
        if let frameRate, !(frameRate >= 0.1) {
            throw values.impossible(.frameRate, "it is \(frameRate), and has to be at least 0.1")
        }
        hidden = try values.number(.hidden, default: hidden)
        filters = try values.number(.filters, default: filters)
        residualLayers = try values.number(.residualLayers, default: residualLayers, in: 0...8)
        ratios = try values.factors(.ratios, default: ratios)
        kernel = try values.number(.kernel, default: kernel)
        lastKernel = try values.number(.lastKernel, default: lastKernel)
        residualKernel = try values.number(.residualKernel, default: residualKernel)
        dilationGrowth = try values.number(.dilationGrowth, default: dilationGrowth, in: 1...64)
        isCausal = try values.value(.isCausal, default: isCausal)
        padding = try values.value(.padding, default: padding)
        compression = try values.number(.compression, default: compression)
        hasConvolutionShortcut = try values.value(.hasConvolutionShortcut, default: hasConvolutionShortcut)
        codebookSize = try values.number(.codebookSize, default: codebookSize)
        codebookWidth = try values.number(.codebookWidth, default: codebookWidth)
        quantizedWidth = try values.number(.quantizedWidth, default: quantizedWidth)
        quantizers = try values.number(.quantizers, default: quantizers)
        semanticQuantizers = try values.number(.semanticQuantizers, default: semanticQuantizers)
        layers = try values.number(.layers, default: layers)
        intermediate = try values.number(.intermediate, default: intermediate)
        heads = try values.number(.heads, default: heads)
        keyValueHeads = try values.number(.keyValueHeads, default: keyValueHeads)
        headDimension = try values.headDimension(.headDimension, hidden: hidden, heads: heads)
        hasAttentionBias = try values.value(.hasAttentionBias, default: hasAttentionBias)
        normEpsilon = try values.positive(.normEpsilon, default: normEpsilon)
        theta = try values.positive(.theta, default: theta)

        let fixed = try ConfigurationValues<FixedKeys>(decoder)
        try fixed.only(1, .channels)
        try fixed.only("gelu", .activation)
        guard heads % keyValueHeads == 0 else {
            throw values.impossible(.keyValueHeads, "it is \(keyValueHeads), and has to divide the \(heads) heads")
        }
        guard codebookWidth == quantizedWidth else {
            throw values.impossible(
                .codebookWidth,
                "it is \(codebookWidth), and has to equal vector_quantization_hidden_dimension, which is \(quantizedWidth)"
            )
        }
        guard downsamplingKernel.map({ $0 >= 2 }) ?? true else {
            throw values.impossible(
                .frameRate, "it is \(frameRate ?? 0), more than the \(ratios) of upsampling_ratios give")
        }
        guard semanticQuantizers < quantizers else {
            throw values.impossible(
                .semanticQuantizers, "it is \(semanticQuantizers), and there are \(quantizers) quantizers in all")
        }
    }

    /// The attention of each layer.
    var attention: AttentionShape {
        AttentionShape(
            hidden: hidden, heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension ?? hidden / heads)
    }

    /// The kernel of the convolution that halves the frame rate after the transformer; nil where there is none.
    var downsamplingKernel: Int? {
        let hop = ratios.reduce(1, *)
        let before = (Double(sampleRate) / Double(hop)).rounded(.up)
        let after = frameRate ?? Double(sampleRate) / Double(2 * hop)
        return before == after ? nil : 2 * Int(before / after)
    }
}

/// How a signal is continued where a convolution needs more of it.
public enum CodecPadding: String, Sendable, Codable {
    /// By zeros.
    case constant
    /// By its mirror image.
    case reflect
    /// By its first and last value.
    case replicate
}
