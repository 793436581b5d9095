/// The sizes of a speech tokenizer; absent keys have the official classes' defaults.
///
/// Reference: `Qwen3TTSTokenizerV2Config` (qwen-tts 0.1.1).
public struct SpeechTokenizerConfiguration: Sendable, Equatable, Codable {
    /// The half that turns audio into codes.
    public var encoder: SpeechEncoderConfiguration
    /// The half that turns codes into audio.
    public var decoder: SpeechDecoderConfiguration
    /// How many of the encoder's quantizers give codes.
    public var codebooks = 16
    /// Samples per second of the audio, both ways.
    public var sampleRate = 24_000
    /// Samples per frame when encoding.
    public var samplesPerEncodedFrame = 1920
    /// Samples per frame when decoding.
    public var samplesPerDecodedFrame = 1920
    private var outputSampleRate = 24_000
    private var modelType = "qwen3_tts_tokenizer_12hz"
    private var architectures = ["Qwen3TTSTokenizerV2Model"]

    enum CodingKeys: String, CodingKey {
        case encoder = "encoder_config"
        case decoder = "decoder_config"
        case codebooks = "encoder_valid_num_quantizers"
        case sampleRate = "input_sample_rate"
        case outputSampleRate = "output_sample_rate"
        case samplesPerEncodedFrame = "encode_downsample_rate"
        case samplesPerDecodedFrame = "decode_upsample_rate"
        case modelType = "model_type"
        case architectures
    }

    /// The sizes of the tokenizer that all Qwen3-TTS checkpoints at 12.5 frames a second share.
    public init() {
        encoder = SpeechEncoderConfiguration()
        decoder = SpeechDecoderConfiguration()
    }

    /// - Throws: `ImpossibleValue` for sizes that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let values = try ConfigurationValues<CodingKeys>(decoder)
        encoder = try values.container.decode(SpeechEncoderConfiguration.self, forKey: .encoder)
        self.decoder = try values.container.decode(SpeechDecoderConfiguration.self, forKey: .decoder)
        codebooks = try values.number(.codebooks, default: codebooks)
        samplesPerEncodedFrame = try values.number(.samplesPerEncodedFrame, default: samplesPerEncodedFrame)
        samplesPerDecodedFrame = try values.number(.samplesPerDecodedFrame, default: samplesPerDecodedFrame)
        try values.only(sampleRate, .sampleRate)
        try values.only(outputSampleRate, .outputSampleRate)
        try values.only(modelType, .modelType)
        guard codebooks <= encoder.quantizers else {
            throw values.impossible(
                .codebooks, "it is \(codebooks), and the encoder has \(encoder.quantizers) quantizers")
        }
        guard samplesPerDecodedFrame == self.decoder.samplesPerFrame else {
            throw values.impossible(
                .samplesPerDecodedFrame,
                "it is \(samplesPerDecodedFrame), and the decoder's rates multiply to \(self.decoder.samplesPerFrame)")
        }
    }
}
