import Foundation
import Qwen3TTS
import Torch

/// The JSON files of a new checkpoint, beside those of its text tokenizer.
///
/// Reference: the files of Qwen/Qwen3-TTS-12Hz-0.6B-Base and -1.7B-Base, and the classes that read them (qwen-tts 0.1.1).
struct CheckpointConfigurations {
    let size: CheckpointSize
    let type: CheckpointType
    /// The ids of the vocabulary's tokens.
    let ids: [TextToken: Int]
    private let dimensions: ModelDimensions

    init(size: CheckpointSize, type: CheckpointType, ids: [TextToken: Int]) {
        self.size = size
        self.type = type
        self.ids = ids
        dimensions = ModelDimensions(size)
    }

    /// Writes all of them into `folder`.
    func write(to folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let files = [
            ("config.json", model), ("generation_config.json", Self.generation),
            ("preprocessor_config.json", Self.preprocessor), ("speech_tokenizer/config.json", speechTokenizer),
            ("speech_tokenizer/preprocessor_config.json", Self.speechPreprocessor),
        ]
        for (name, value) in files { try encoder.encode(value).write(to: folder.appending(path: name)) }
    }

    /// A configuration as the loader reads it.
    static func decoded<Configuration: Decodable>(_ value: JSONValue) throws -> Configuration {
        try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(value))
    }

    // MARK: The model

    /// `config.json`.
    var model: JSONValue {
        [
            "architectures": ["Qwen3TTSForConditionalGeneration"],
            "model_type": "qwen3_tts",
            "tokenizer_type": "qwen3_tts_tokenizer_12hz",
            "tts_model_size": .string(dimensions.tag),
            "tts_model_type": .string(type.rawValue),
            "dtype": .string(size.dtype.rawValue),
            "transformers_version": "4.57.3",
            "assistant_token_id": id(.assistant),
            "im_start_token_id": id(.imStart),
            "im_end_token_id": id(.imEnd),
            "tts_pad_token_id": id(.pad),
            "tts_bos_token_id": id(.bos),
            "tts_eos_token_id": id(.eos),
            "speaker_encoder_config": .object([
                "enc_dim": .integer(dimensions.talker.hidden), "sample_rate": 24_000,
            ]).overridden(by: dimensions.speakerEncoder),
            "talker_config": talker,
        ]
    }

    private func id(_ token: TextToken) -> JSONValue { .integer(ids[token] ?? token.officialID) }

    private var talker: JSONValue {
        let official: JSONValue = [
            "model_type": "qwen3_tts_talker",
            "vocab_size": .integer(dimensions.codebook + 1024),
            "text_vocab_size": .integer(dimensions.textVocabulary),
            "text_hidden_size": .integer(dimensions.textHidden),
            "num_code_groups": 16,
            "max_position_embeddings": 32_768,
            "position_id_per_seconds": 13,
            "rope_scaling": [
                "interleaved": true, "mrope_section": .integers(dimensions.ropeSections), "rope_type": "default",
            ],
            "codec_language_id": rows(type == .base ? Self.languages : Self.languages.merging(Self.dialects) { $1 }),
            "spk_id": type == .base ? [:] : rows(Self.speakers),
            "spk_is_dialect": type == .base
                ? [:]
                : .object(Self.speakers.mapValues { _ in false })
                    .overridden(by: Self.dialectSpeakers),
            "code_predictor_config": predictor,
        ]
        return official.overridden(by: Self.decoder).overridden(by: dimensions.talker.members)
            .overridden(by: Self.controlRows.mapValues { .integer(dimensions.codebook + $0) })
    }

    private var predictor: JSONValue {
        let layers = Array(repeating: JSONValue.string("full_attention"), count: dimensions.predictor.layers)
        let official: JSONValue = [
            "model_type": "qwen3_tts_talker_code_predictor",
            "vocab_size": .integer(dimensions.codebook),
            "num_code_groups": 16,
            "max_position_embeddings": 65_536,
            "max_length": 20,
            "max_window_layers": 28,
            "layer_types": .array(layers),
            "rope_scaling": nil,
            "tie_word_embeddings": false,
        ]
        return official.overridden(by: Self.decoder).overridden(by: dimensions.predictor.members)
    }

    /// What the talker and the code predictor have in common.
    private static let decoder: [String: JSONValue] = [
        "attention_bias": false, "attention_dropout": 0, "hidden_act": "silu",
        "initializer_range": .number(InitialDistribution.initializerRange), "rms_norm_eps": 1e-6,
        "rope_theta": 1_000_000, "sliding_window": nil, "use_cache": true, "use_sliding_window": false,
    ]

    // MARK: Rows of the talker's codec embedding, counted from the end of the codes

    private func rows(_ offsets: [String: Int]) -> JSONValue {
        .integers(offsets.mapValues { dimensions.codebook + $0 })
    }

    private static let controlRows = [
        "codec_pad_id": 100, "codec_bos_id": 101, "codec_eos_token_id": 102, "codec_think_id": 106,
        "codec_nothink_id": 107, "codec_think_bos_id": 108, "codec_think_eos_id": 109,
    ]
    private static let languages = [
        "chinese": 7, "english": 2, "german": 5, "italian": 22, "portuguese": 23, "spanish": 6, "japanese": 10,
        "korean": 16, "french": 13, "russian": 21,
    ]
    private static let dialects = ["beijing_dialect": 26, "sichuan_dialect": 14]
    private static let speakers = [
        "serena": 1018, "vivian": 1017, "uncle_fu": 962, "ryan": 1013, "aiden": 813, "ono_anna": 825, "sohee": 816,
        "eric": 827, "dylan": 830,
    ]
    private static let dialectSpeakers: [String: JSONValue] = ["eric": "sichuan_dialect", "dylan": "beijing_dialect"]

    // MARK: The speech tokenizer

    /// `speech_tokenizer/config.json`.
    var speechTokenizer: JSONValue {
        let codebook: [String: JSONValue] = ["codebook_size": .integer(dimensions.codebook)]
        return [
            "architectures": ["Qwen3TTSTokenizerV2Model"],
            "model_type": "qwen3_tts_tokenizer_12hz",
            "transformers_version": "4.57.3",
            "input_sample_rate": 24_000,
            "output_sample_rate": 24_000,
            "encode_downsample_rate": 1920,
            "decode_upsample_rate": 1920,
            "encoder_valid_num_quantizers": 16,
            "encoder_config": Self.speechEncoder.overridden(by: codebook)
                .overridden(by: dimensions.speechEncoder),
            "decoder_config": Self.speechDecoder.overridden(by: codebook)
                .overridden(by: dimensions.speechDecoder),
        ]
    }

    private static let speechEncoder: JSONValue = [
        "_frame_rate": 12.5, "attention_bias": false, "attention_dropout": 0.0, "audio_channels": 1,
        "codebook_dim": 256, "compress": 2, "dilation_growth_rate": 2, "head_dim": 64, "hidden_act": "gelu",
        "hidden_size": 512, "initializer_range": 0.02, "intermediate_size": 2048, "kernel_size": 7,
        "last_kernel_size": 3, "layer_scale_initial_scale": 0.01, "max_position_embeddings": 8000,
        "model_type": "mimi", "norm_eps": 1e-5, "num_attention_heads": 8, "num_filters": 64, "num_hidden_layers": 8,
        "num_key_value_heads": 8, "num_quantizers": 32, "num_residual_layers": 1, "num_semantic_quantizers": 1,
        "pad_mode": "constant", "residual_kernel_size": 3, "rope_theta": 10_000.0, "sampling_rate": 24_000,
        "sliding_window": 250, "trim_right_ratio": 1.0, "upsample_groups": 512, "upsampling_ratios": [8, 6, 5, 4],
        "use_cache": false, "use_causal_conv": true, "use_conv_shortcut": false, "use_streaming": false,
        "vector_quantization_hidden_dimension": 256,
    ]

    private static let speechDecoder: JSONValue = [
        "attention_bias": false, "attention_dropout": 0.0, "latent_dim": 1024, "codebook_dim": 512,
        "decoder_dim": 1536, "hidden_act": "silu", "hidden_size": 512, "intermediate_size": 1024,
        "layer_scale_initial_scale": 0.01, "max_position_embeddings": 8000, "head_dim": 64,
        "num_attention_heads": 16, "num_hidden_layers": 8, "num_key_value_heads": 16, "num_quantizers": 16,
        "num_semantic_quantizers": 1, "rms_norm_eps": 1e-5, "rope_theta": 10_000, "semantic_codebook_size": 4096,
        "sliding_window": 72, "upsample_rates": [8, 5, 4, 3], "upsampling_ratios": [2, 2],
        "vector_quantization_hidden_dimension": 512,
    ]

    // MARK: The others, which do not depend on the size

    private static let generation: JSONValue = [
        "do_sample": true, "repetition_penalty": 1.05, "temperature": 0.9, "top_p": 1.0, "top_k": 50,
        "subtalker_dosample": true, "subtalker_temperature": 0.9, "subtalker_top_p": 1.0, "subtalker_top_k": 50,
        "max_new_tokens": 8192,
    ]

    private static let preprocessor: JSONValue = [
        "padding_side": "left", "padding_value": 0.0, "processor_class": "Qwen3TTSProcessor",
        "return_attention_mask": true,
    ]

    private static let speechPreprocessor: JSONValue = [
        "chunk_length_s": nil, "feature_extractor_type": "EncodecFeatureExtractor", "feature_size": 1,
        "overlap": nil, "padding_side": "right", "padding_value": 0.0, "return_attention_mask": true,
        "sampling_rate": 24_000,
    ]
}
