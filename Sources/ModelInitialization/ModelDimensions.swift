import Qwen3TTS

/// The numbers in which the sizes of checkpoints differ; all else is alike.
///
/// Reference: the configurations of Qwen/Qwen3-TTS-12Hz-0.6B-Base and -1.7B-Base for the real sizes.
struct ModelDimensions {
    /// The sizes of a Qwen3 decoder.
    struct Decoder {
        let hidden, intermediate, layers, heads, keyValueHeads, headDimension: Int

        var members: [String: JSONValue] {
            [
                "hidden_size": .integer(hidden), "intermediate_size": .integer(intermediate),
                "num_hidden_layers": .integer(layers), "num_attention_heads": .integer(heads),
                "num_key_value_heads": .integer(keyValueHeads), "head_dim": .integer(headDimension),
            ]
        }
    }

    /// `tts_model_size`.
    let tag: String
    let textVocabulary, textHidden: Int
    /// Codes per codebook, which the talker's control rows follow.
    let codebook: Int
    let talker, predictor: Decoder
    /// How M-RoPE shares half a head's dimensions out.
    let ropeSections: [Int]
    /// What differs from the official classes' defaults, or from the official speech tokenizer.
    let speakerEncoder, speechEncoder, speechDecoder: [String: JSONValue]

    init(_ size: CheckpointSize) {
        self =
            switch size {
            case .tiny: .tiny
            case .mini: .mini
            case .small: .real(tag: "0b6", hidden: 1024, intermediate: 3072)
            case .large: .real(tag: "1b7", hidden: 2048, intermediate: 6144)
            }
    }

    private init(
        tag: String, textVocabulary: Int, textHidden: Int, codebook: Int, talker: Decoder, predictor: Decoder,
        ropeSections: [Int], speakerEncoder: [String: JSONValue] = [:], speechEncoder: [String: JSONValue] = [:],
        speechDecoder: [String: JSONValue] = [:]
    ) {
        self.tag = tag
        self.textVocabulary = textVocabulary
        self.textHidden = textHidden
        self.codebook = codebook
        self.talker = talker
        self.predictor = predictor
        self.ropeSections = ropeSections
        self.speakerEncoder = speakerEncoder
        self.speechEncoder = speechEncoder
        self.speechDecoder = speechDecoder
    }

    private static func real(tag: String, hidden: Int, intermediate: Int) -> Self {
        Self(
            tag: tag, textVocabulary: 151_936, textHidden: 2048, codebook: 2048,
            talker: Decoder(
                hidden: hidden, intermediate: intermediate, layers: 28, heads: 16, keyValueHeads: 8, headDimension: 128),
            predictor: Decoder(
                hidden: 1024, intermediate: 3072, layers: 5, heads: 16, keyValueHeads: 8, headDimension: 128),
            ropeSections: [24, 20, 20])
    }

    /// Every structural feature at the smallest size: all widths differ, and the code predictor has its projection.
    private static let tiny = Self(
        tag: "tiny", textVocabulary: 1088, textHidden: 96, codebook: 64,
        talker: Decoder(hidden: 64, intermediate: 128, layers: 3, heads: 4, keyValueHeads: 2, headDimension: 32),
        predictor: Decoder(hidden: 48, intermediate: 96, layers: 2, heads: 4, keyValueHeads: 2, headDimension: 16),
        ropeSections: [6, 5, 5],
        speakerEncoder: [
            "enc_channels": [32, 32, 32, 32, 96], "enc_attention_channels": 16, "enc_se_channels": 16,
        ],
        speechEncoder: [
            "num_filters": 4, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 64, "sliding_window": 12,
            "codebook_dim": 16, "vector_quantization_hidden_dimension": 16, "num_quantizers": 18,
            "upsample_groups": 32,
        ],
        speechDecoder: [
            "latent_dim": 48, "codebook_dim": 32, "hidden_size": 32, "intermediate_size": 48, "head_dim": 16,
            "num_attention_heads": 4, "num_key_value_heads": 4, "num_hidden_layers": 2, "sliding_window": 20,
            "decoder_dim": 64, "vector_quantization_hidden_dimension": 32,
        ])

    private static let mini = Self(
        tag: "mini", textVocabulary: 1088, textHidden: 256, codebook: 512,
        talker: Decoder(hidden: 256, intermediate: 768, layers: 11, heads: 8, keyValueHeads: 4, headDimension: 64),
        predictor: Decoder(hidden: 256, intermediate: 768, layers: 3, heads: 8, keyValueHeads: 4, headDimension: 64),
        ropeSections: [12, 10, 10],
        speakerEncoder: [
            "enc_channels": [128, 128, 128, 128, 384], "enc_attention_channels": 64, "enc_se_channels": 64,
        ],
        speechEncoder: [
            "num_filters": 16, "hidden_size": 128, "num_hidden_layers": 4, "num_attention_heads": 4,
            "num_key_value_heads": 4, "head_dim": 32, "intermediate_size": 512, "sliding_window": 64,
            "codebook_dim": 64, "vector_quantization_hidden_dimension": 64, "upsample_groups": 128,
        ],
        speechDecoder: [
            "latent_dim": 256, "codebook_dim": 128, "hidden_size": 128, "intermediate_size": 256, "head_dim": 32,
            "num_attention_heads": 8, "num_key_value_heads": 8, "num_hidden_layers": 4, "sliding_window": 24,
            "decoder_dim": 384, "vector_quantization_hidden_dimension": 128,
        ])
}
