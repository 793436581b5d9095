/// The sizes of a speaker encoder; absent keys have the official class's defaults.
///
/// Reference: `Qwen3TTSSpeakerEncoderConfig` (qwen-tts 0.1.1).
public struct SpeakerEncoderConfiguration: Sendable, Equatable, Codable {
    /// Mel bands of the input.
    public var melBands = 128
    /// The width of a speaker vector, which is the talker's hidden width.
    public var width = 1024
    /// Channels of the first layer, of each SE-Res2Net block, and of the aggregation.
    public var channels = [512, 512, 512, 512, 1536]
    /// The kernel of each of them.
    public var kernels = [5, 3, 3, 3, 1]
    /// The dilation of each of them.
    public var dilations = [1, 2, 3, 4, 1]
    /// Channels of the attention that weighs frames.
    public var attentionChannels = 128
    /// The number of parts into which a Res2Net layer splits its channels.
    public var scale = 8
    /// Channels of the squeeze.
    public var squeezeChannels = 128
    /// Samples per second of the audio.
    public var sampleRate = MelSpectrogram.sampleRate

    enum CodingKeys: String, CodingKey {
        case melBands = "mel_dim"
        case width = "enc_dim"
        case channels = "enc_channels"
        case kernels = "enc_kernel_sizes"
        case dilations = "enc_dilations"
        case attentionChannels = "enc_attention_channels"
        case scale = "enc_res2net_scale"
        case squeezeChannels = "enc_se_channels"
        case sampleRate = "sample_rate"
    }

    /// The official defaults.
    public init() {}

    /// - Throws: `ImpossibleValue` for sizes that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let values = try ConfigurationValues<CodingKeys>(decoder)
        melBands = try values.number(.melBands, default: melBands)
        width = try values.number(.width, default: width)
        channels = try values.numbers(.channels, default: channels)
        kernels = try values.numbers(.kernels, default: kernels)
        dilations = try values.numbers(.dilations, default: dilations)
        attentionChannels = try values.number(.attentionChannels, default: attentionChannels)
        scale = try values.number(.scale, default: scale)
        squeezeChannels = try values.number(.squeezeChannels, default: squeezeChannels)
        try values.only(sampleRate, .sampleRate)

        guard channels.count >= 3 else {
            throw values.impossible(.channels, "it has \(channels.count) entries, and has to have at least 3")
        }
        for (key, list) in [(CodingKeys.kernels, kernels), (.dilations, dilations)] where list.count != channels.count {
            throw values.impossible(
                key, "it has \(list.count) entries, and has to have \(channels.count), as many as enc_channels")
        }
        let blocks = channels.dropLast()
        guard Set(blocks).count == 1, blocks.reduce(0, +) - channels[0] == channels[channels.count - 1] else {
            throw values.impossible(
                .channels,
                "it is \(channels), where all but the last have to be equal and the last has to be the sum of those "
                    + "between the first and itself")
        }
        guard channels[0] % scale == 0 else {
            throw values.impossible(.scale, "it is \(scale), and has to divide the \(channels[0]) channels")
        }
    }
}
