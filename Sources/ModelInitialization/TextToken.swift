import Tokenization

/// A token that a configuration names by its id.
enum TextToken: String, CaseIterable {
    case imStart = "<|im_start|>"
    case imEnd = "<|im_end|>"
    case assistant
    case pad = "<tts_pad>"
    case bos = "<tts_text_bos>"
    case eos = "<tts_text_eod>"

    /// The id in the official checkpoints.
    var officialID: Int {
        switch self {
        case .imStart: 151_644
        case .imEnd: 151_645
        case .assistant: 77_091
        case .pad: 151_671
        case .bos: 151_672
        case .eos: 151_673
        }
    }

    /// The number of ids in the official checkpoints, which the table of embeddings exceeds.
    static let officialVocabularySize = 151_676

    /// The id in a vocabulary, or nil where the text is not exactly one token.
    func id(in tokenizer: TextTokenizer) -> Int? {
        let ids = tokenizer.encode(rawValue)
        return ids.count == 1 ? ids[0] : nil
    }
}
