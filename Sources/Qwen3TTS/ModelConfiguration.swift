public import NeuralNetwork

/// The facts in a checkpoint's `config.json` that the model is built from.
///
/// Reference: `Qwen3TTSConfig` (qwen-tts 0.1.1); keys that are not here do not change what is computed.
public struct ModelConfiguration: Sendable, Equatable, Decodable {
    /// The model that speaks, with the special codes, languages and speakers.
    public var talker: TalkerConfiguration
    /// Nil where the file has none, as in `custom_voice` checkpoints.
    public var speakerEncoder: SpeakerEncoderConfiguration?
    /// `base` has a speaker encoder, `custom_voice` has speaker rows.
    public var type: String
    /// The official tag of the model's size, which decides nothing here.
    public var size: String?
    /// Text token ids.
    public var textBOS, textEOS, textPad: Int

    private enum CodingKeys: String, CodingKey {
        case talker = "talker_config"
        case speakerEncoder = "speaker_encoder_config"
        case type = "tts_model_type"
        case size = "tts_model_size"
        case textBOS = "tts_bos_token_id"
        case textEOS = "tts_eos_token_id"
        case textPad = "tts_pad_token_id"
    }

    /// Whether the checkpoint carries a speaker encoder.
    public var hasSpeakerEncoder: Bool { type == "base" }

    /// Whether an instruct is left out when this model speaks.
    ///
    /// Reference: `generate_custom_voice` of `qwen_tts/inference/qwen3_tts_model.py` (qwen-tts 0.1.1), for the 0.6B model.
    public var ignoresInstruct: Bool { size == "0b6" }
}

/// The talker: a decoder over text and speech codes.
public struct TalkerConfiguration: Sendable, Equatable, Decodable {
    public var hidden, intermediate, layers, heads, keyValueHeads, headDimension: Int
    public var vocabulary, textVocabulary, textHidden, codeGroups: Int
    public var ropeTheta, epsilon: Double
    /// The model of the codebooks after the first.
    public var codePredictor: CodePredictorConfiguration
    public var codecPad, codecBOS, codecEOS, think, noThink, thinkBOS, thinkEOS: Int
    /// Rows of the codec embedding, by lower-case name.
    public var languages: [String: Int]
    /// Rows of the codec embedding that hold a speaker's vector, by lower-case name.
    public var speakers: [String: SpeakerRow]
    /// The dialect's language name for a dialect speaker, else false.
    public var dialects: [String: Dialect]

    private enum CodingKeys: String, CodingKey {
        case hidden = "hidden_size"
        case intermediate = "intermediate_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case keyValueHeads = "num_key_value_heads"
        case headDimension = "head_dim"
        case vocabulary = "vocab_size"
        case textVocabulary = "text_vocab_size"
        case textHidden = "text_hidden_size"
        case codeGroups = "num_code_groups"
        case ropeTheta = "rope_theta"
        case epsilon = "rms_norm_eps"
        case codePredictor = "code_predictor_config"
        case codecPad = "codec_pad_id"
        case codecBOS = "codec_bos_id"
        case codecEOS = "codec_eos_token_id"
        case think = "codec_think_id"
        case noThink = "codec_nothink_id"
        case thinkBOS = "codec_think_bos_id"
        case thinkEOS = "codec_think_eos_id"
        case languages = "codec_language_id"
        case speakers = "spk_id"
        case dialects = "spk_is_dialect"
    }

    /// Decodes a `talker_config`; the tables of languages, speakers and dialects may be missing.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func integer(_ key: CodingKeys) throws -> Int { try values.decode(Int.self, forKey: key) }
        hidden = try integer(.hidden)
        intermediate = try integer(.intermediate)
        layers = try integer(.layers)
        heads = try integer(.heads)
        keyValueHeads = try integer(.keyValueHeads)
        headDimension = try values.decodeIfPresent(Int.self, forKey: .headDimension) ?? hidden / heads
        vocabulary = try integer(.vocabulary)
        textVocabulary = try integer(.textVocabulary)
        textHidden = try integer(.textHidden)
        codeGroups = try integer(.codeGroups)
        ropeTheta = try values.decode(Double.self, forKey: .ropeTheta)
        epsilon = try values.decode(Double.self, forKey: .epsilon)
        codePredictor = try values.decode(CodePredictorConfiguration.self, forKey: .codePredictor)
        codecPad = try integer(.codecPad)
        codecBOS = try integer(.codecBOS)
        codecEOS = try integer(.codecEOS)
        think = try integer(.think)
        noThink = try integer(.noThink)
        thinkBOS = try integer(.thinkBOS)
        thinkEOS = try integer(.thinkEOS)
        languages = try values.decodeIfPresent([String: Int].self, forKey: .languages) ?? [:]
        speakers = try values.decodeIfPresent([String: SpeakerRow].self, forKey: .speakers) ?? [:]
        dialects = try values.decodeIfPresent([String: Dialect].self, forKey: .dialects) ?? [:]
    }

    /// The sizes of each layer's attention.
    public var attention: AttentionShape {
        AttentionShape(hidden: hidden, heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension)
    }
}

/// The code predictor (sub-talker): a small decoder over the codebooks of one frame.
public struct CodePredictorConfiguration: Sendable, Equatable, Decodable {
    public var hidden, intermediate, layers, heads, keyValueHeads, headDimension, vocabulary, codeGroups: Int
    public var ropeTheta, epsilon: Double

    private enum CodingKeys: String, CodingKey {
        case hidden = "hidden_size"
        case intermediate = "intermediate_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case keyValueHeads = "num_key_value_heads"
        case headDimension = "head_dim"
        case vocabulary = "vocab_size"
        case codeGroups = "num_code_groups"
        case ropeTheta = "rope_theta"
        case epsilon = "rms_norm_eps"
    }

    /// The sizes of each layer's attention.
    public var attention: AttentionShape {
        AttentionShape(hidden: hidden, heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension)
    }
}

/// A row of the codec embedding, which configurations write as `3000` or `[3000]`.
public struct SpeakerRow: Sendable, Equatable, Decodable {
    /// From 0.
    public var index: Int

    /// Names the row `index`.
    public init(_ index: Int) {
        self.index = index
    }

    /// Decodes a number, or the first number of a list.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let list = try? container.decode([Int].self), let first = list.first {
            index = first
        } else {
            index = try container.decode(Int.self)
        }
    }
}

/// The language of a dialect speaker, which configurations write as a name or `false`.
public struct Dialect: Sendable, Equatable, Decodable {
    /// Lower-case, as in `TalkerConfiguration.languages`; nil for a speaker without a dialect.
    public var language: String?

    /// Decodes a string as the name, and anything else as no dialect.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        language = try? container.decode(String.self)
    }
}
