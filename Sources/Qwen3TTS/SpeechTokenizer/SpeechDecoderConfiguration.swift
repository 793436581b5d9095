import NeuralNetwork

/// The sizes of the decoder of a speech tokenizer.
///
/// Reference: `Qwen3TTSTokenizerV2DecoderConfig` (qwen-tts 0.1.1).
public struct SpeechDecoderConfiguration: Sendable, Equatable, Codable {
    /// Quantizers, of which the first has a projection of its own.
    public var quantizers = 16
    /// Entries of a codebook.
    public var codebookSize = 2048
    /// The width of the latents that the quantizers sum up to; a codebook's entries have half of it.
    public var codebookWidth = 512
    /// The width around the transformer and of the first upsampling.
    public var latent = 1024
    /// The width of the transformer.
    public var hidden = 512
    /// The width of its feed-forward parts.
    public var intermediate = 1024
    /// Its layers.
    public var layers = 8
    /// Heads of its attention.
    public var heads = 16
    /// Heads of its keys and values.
    public var keyValueHeads = 16
    /// The width of a head; nil for hidden / heads.
    public var headDimension: Int? = 64
    /// Frames that a frame sees, itself among them.
    public var window = 72
    /// Whether the attention's projections add a bias.
    public var hasAttentionBias = false
    /// The epsilon of its norms.
    public var normEpsilon = 1e-5
    /// The base of its rotary positions.
    public var theta = 10_000.0
    /// The factors of the upsampling before the vocoder.
    public var ratios = [2, 2]
    /// The factors of the vocoder's blocks, each of which halves the channels.
    public var rates = [8, 5, 4, 3]
    /// Channels at the vocoder's beginning.
    public var channels = 1536

    enum CodingKeys: String, CodingKey {
        case quantizers = "num_quantizers"
        case codebookSize = "codebook_size"
        case codebookWidth = "codebook_dim"
        case latent = "latent_dim"
        case hidden = "hidden_size"
        case intermediate = "intermediate_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case keyValueHeads = "num_key_value_heads"
        case headDimension = "head_dim"
        case window = "sliding_window"
        case hasAttentionBias = "attention_bias"
        case normEpsilon = "rms_norm_eps"
        case theta = "rope_theta"
        case ratios = "upsampling_ratios"
        case rates = "upsample_rates"
        case channels = "decoder_dim"
    }

    /// What this program knows one value of.
    private enum FixedKeys: String, CodingKey {
        case activation = "hidden_act"
    }

    /// The sizes of the official checkpoints.
    public init() {}

    /// - Throws: `ImpossibleValue` for sizes that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let values = try ConfigurationValues<CodingKeys>(decoder)
        quantizers = try values.number(.quantizers, default: quantizers)
        codebookSize = try values.number(.codebookSize, default: codebookSize)
        // The official class has no default for it.
        _ = try values.container.decode(Int.self, forKey: .codebookWidth)
        codebookWidth = try values.number(.codebookWidth, default: codebookWidth)
        latent = try values.number(.latent, default: latent)
        // The official class's defaults are not the sizes of the official checkpoints.
        hidden = try values.number(.hidden, default: 1024)
        intermediate = try values.number(.intermediate, default: 3072)
        layers = try values.number(.layers, default: layers)
        heads = try values.number(.heads, default: heads)
        keyValueHeads = try values.number(.keyValueHeads, default: keyValueHeads)
        headDimension = try values.headDimension(.headDimension, hidden: hidden, heads: heads)
        window = try values.number(.window, default: window)
        hasAttentionBias = try values.value(.hasAttentionBias, default: hasAttentionBias)
        normEpsilon = try values.positive(.normEpsilon, default: normEpsilon)
        theta = try values.positive(.theta, default: theta)
        ratios = try values.factors(.ratios, default: ratios)
        rates = try values.factors(.rates, default: rates)
        channels = try values.number(.channels, default: channels)

        try ConfigurationValues<FixedKeys>(decoder).only("silu", .activation)
        guard heads % keyValueHeads == 0 else {
            throw values.impossible(.keyValueHeads, "it is \(keyValueHeads), and has to divide the \(heads) heads")
        }
        guard quantizers > 1 else {
            throw values.impossible(.quantizers, "it is \(quantizers), and at least 2 are needed")
        }
        guard codebookWidth % 2 == 0 else {
            throw values.impossible(.codebookWidth, "it is \(codebookWidth), and has to be even")
        }
        guard channels >> rates.count > 0 else {
            throw values.impossible(.channels, "it is \(channels), and each of the \(rates.count) blocks halves it")
        }
    }

    /// The attention of each layer.
    var attention: AttentionShape {
        AttentionShape(
            hidden: hidden, heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension ?? hidden / heads)
    }

    /// How many frames are decoded quickest in one pass: of more, the last layers' outputs leave the processor's caches, and
    /// of fewer, the first layers' weights are read too often.
    ///
    /// 12 is measured for the official sizes; narrower layers take as many more.
    var framesAtOnce: Int {
        max(12, 12 * 96 * 1920 / ((channels >> rates.count) * samplesPerFrame))
    }

    /// Samples that one frame of codes becomes.
    public var samplesPerFrame: Int { (ratios + rates).reduce(1, *) }
}
