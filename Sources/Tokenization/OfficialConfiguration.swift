import Foundation

/// `tokenizer_config.json` as the official checkpoints have it, for a vocabulary that was made here.
struct OfficialConfiguration: Encodable {
    let addedTokens: [AddedToken]

    /// The added tokens of Qwen3-TTS, in the order of their ids.
    static let tokens = """
        <|endoftext|> <|im_start|> <|im_end|> <|object_ref_start|> <|object_ref_end|> <|box_start|> <|box_end|> \
        <|quad_start|> <|quad_end|> <|vision_start|> <|vision_end|> <|vision_pad|> <|image_pad|> <|video_pad|> \
        <tool_call> </tool_call> <|fim_prefix|> <|fim_middle|> <|fim_suffix|> <|fim_pad|> <|repo_name|> <|file_sep|> \
        <tool_response> </tool_response> <think> </think> <|audio_start|> <|audio_end|> <tts_pad> <tts_text_bos> \
        <tts_text_eod> <tts_text_bos_single> <|audio_pad|>
        """.split(separator: " ").map(String.init)

    /// Those of ``tokens`` that are text to a reader.
    static let notSpecial: Set<String> = [
        "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>",
        "<|repo_name|>", "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>",
    ]

    /// Which added token plays which part.
    private static let parts = [
        "audio_bos_token": "<|audio_start|>", "audio_eos_token": "<|audio_end|>", "audio_token": "<|audio_pad|>",
        "eos_token": "<|im_end|>", "image_token": "<|image_pad|>", "pad_token": "<|endoftext|>",
        "video_token": "<|video_pad|>", "vision_bos_token": "<|vision_start|>", "vision_eos_token": "<|vision_end|>",
    ]

    private static let flags = [
        "add_bos_token", "add_prefix_space", "clean_up_tokenization_spaces", "split_special_tokens",
    ]

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for flag in Self.flags { try container.encode(false, forKey: Key(flag)) }
        let contents = Set(addedTokens.map(\.content))
        for (part, token) in Self.parts where contents.contains(token) {
            try container.encode(token, forKey: Key(part))
        }
        try container.encodeNil(forKey: Key("bos_token"))
        try container.encodeNil(forKey: Key("unk_token"))
        try container.encode("replace", forKey: Key("errors"))
        try container.encode([String: String](), forKey: Key("extra_special_tokens"))
        try container.encode(131_072, forKey: Key("model_max_length"))
        try container.encode("Qwen3TTSProcessor", forKey: Key("processor_class"))
        try container.encode("Qwen2Tokenizer", forKey: Key("tokenizer_class"))
        let special = addedTokens.filter { $0.isSpecial && $0.content != "<|endoftext|>" }
        try container.encode(special.map(\.content), forKey: Key("additional_special_tokens"))
        let table = Dictionary(addedTokens.map { ("\($0.id)", Entry($0)) }) { first, _ in first }
        try container.encode(table, forKey: Key("added_tokens_decoder"))
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Entry: Encodable {
        let content: String
        let special: Bool
        let lstrip = false
        let rstrip = false
        let normalized = false
        let singleWord = false

        enum CodingKeys: String, CodingKey {
            case content, special, lstrip, rstrip, normalized
            case singleWord = "single_word"
        }

        init(_ token: AddedToken) {
            content = token.content
            special = token.isSpecial
        }
    }
}
