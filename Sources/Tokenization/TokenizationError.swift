/// What can be wrong with a tokenizer's files, or with the ids that it is asked to decode.
public enum TokenizationError: Error, Equatable, Sendable {
    /// A file of the tokenizer is not there.
    case missingFile(String)
    /// A file cannot be read.
    case unreadableFile(String, reason: String)
    /// A file cannot be written.
    case unwritableFile(String, reason: String)
    /// A file is not JSON, or not of the form that `expected` describes.
    case malformedJSON(String, expected: String)
    /// `merges.txt` is not text.
    case notUTF8(String)
    /// A line of `merges.txt` is not two tokens with a space between.
    case malformedMerge(source: String, line: Int, found: String)
    /// A merge uses or makes a token that the vocabulary lacks. Merges count from 1.
    case mergeOutsideVocabulary(merge: Int, left: String, right: String, missing: String)
    /// The vocabulary has no token for a byte.
    case missingByte(UInt8, token: String)
    /// A token of the vocabulary is not written in the byte alphabet.
    case foreignToken(String, id: Int)
    /// An id is negative or too large.
    case idOutOfRange(token: String, id: Int)
    /// Two tokens have the same id.
    case duplicateID(Int, String, String)
    /// Two added tokens have the same text.
    case duplicateAddedToken(String, Int, Int)
    /// An added token without text.
    case emptyAddedToken(id: Int)
    /// An added token asks for a kind of matching that Qwen's tokenizers do not use.
    case unsupportedAddedToken(String, field: String)
    /// The id of no token. Positions count from 0.
    case unknownID(Int, position: Int)
}

extension TokenizationError: CustomStringConvertible {
    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .missingFile(let path):
            "The tokenizer's file '\(path)' is missing: the folder needs vocab.json, merges.txt and tokenizer_config.json "
                + "of the model."
        case .unreadableFile(let path, let reason):
            "The tokenizer's file '\(path)' cannot be read: \(reason)"
        case .unwritableFile(let path, let reason):
            "The tokenizer's file '\(path)' cannot be written: \(reason)"
        case .malformedJSON(let path, let expected):
            "'\(path)' is not \(expected): it may be damaged or cut short, so fetch it again."
        case .notUTF8(let path):
            "'\(path)' is not text in UTF-8: it may be damaged, so fetch it again."
        case .malformedMerge(let source, let line, let found):
            "\(source), line \(line): expected two tokens with one space between, found '\(found)'."
        case .mergeOutsideVocabulary(let merge, let left, let right, let missing):
            "Merge \(merge), '\(left) \(right)', needs the token '\(missing)', which the vocabulary lacks: vocab.json and "
                + "merges.txt must come from the same model."
        case .missingByte(let byte, let token):
            "The vocabulary has no token for the byte \(byte) (written '\(token)'): a byte-level vocabulary has all 256."
        case .foreignToken(let token, let id):
            "The token '\(token)' (id \(id)) is not written in the alphabet of a byte-level vocabulary."
        case .idOutOfRange(let token, let id):
            "The token '\(token)' has the id \(id): expected 0 to \(UInt32.max)."
        case .duplicateID(let id, let first, let second):
            "The tokens '\(first)' and '\(second)' both have the id \(id)."
        case .duplicateAddedToken(let content, let first, let second):
            "The added token '\(content)' has two ids, \(first) and \(second)."
        case .emptyAddedToken(let id):
            "The added token with the id \(id) has no text."
        case .unsupportedAddedToken(let content, let field):
            "The added token '\(content)' sets '\(field)', which Qwen's tokenizers never do: expected false."
        case .unknownID(let id, let position):
            "The id \(id) at position \(position) is no token of this vocabulary."
        }
    }
}
