import Foundation

/// The text tokenizer of Qwen3-TTS: byte-level byte-pair encoding.
///
/// A text goes through four steps: added tokens are split out as they stand; the text between them is normalised to form C,
/// cut into pieces (``PreTokenizer``) and written as UTF-8; the bytes of each piece merge in the order of `merges.txt`.
///
/// Reference: `Qwen2TokenizerFast` of transformers 4.57.3 with Qwen2's own pre-tokenizer pattern.
public struct TextTokenizer: Sendable {
    /// The added tokens, by id.
    public let addedTokens: [AddedToken]
    /// The highest id + 1.
    public let vocabularySize: Int

    /// The bytes of each ordinary token.
    let ordinaryTokens: [Int: [UInt8]]
    /// The ids of each merge's two parts, in order.
    let merges: [(left: Int, right: Int)]
    /// `tokenizer_config.json` as it was read, so that writing loses nothing.
    let configuration: Data?

    private let table: MergeTable
    private let splitter: AddedTokenSplitter
    private let addedIDs: [[UInt8]: Int]
    private let addedBytes: [Int: [UInt8]]

    /// Creates a tokenizer from its parts.
    ///
    /// - Parameters:
    ///   - vocabulary: the id of each ordinary token, written as in `vocab.json`: one character per byte.
    ///   - merges: pairs of tokens, the first to merge first.
    ///   - addedTokens: the tokens that are split out of a text as they stand.
    /// - Throws: ``TokenizationError`` if a byte has no token, a merge leaves the vocabulary, or ids collide.
    public init(
        vocabulary: [String: Int], merges: [(String, String)], addedTokens: [AddedToken]
    ) throws(TokenizationError) {
        try self.init(vocabulary: vocabulary, merges: merges, addedTokens: addedTokens, configuration: nil)
    }

    init(
        vocabulary: [String: Int], merges: [(String, String)], addedTokens: [AddedToken], configuration: Data?
    ) throws(TokenizationError) {
        let ordinary = try OrdinaryTokens(vocabulary)
        self.addedTokens = addedTokens.sorted { $0.id < $1.id }
        addedIDs = try Self.ids(of: self.addedTokens, besides: ordinary.bytes)
        addedBytes = Dictionary(addedIDs.map { ($1, $0) }) { first, _ in first }
        vocabularySize = 1 + max(ordinary.bytes.keys.max() ?? -1, self.addedTokens.last?.id ?? -1)

        var table = MergeTable(byteIDs: try ordinary.byteIDs(), capacity: merges.count)
        var pairs: [(left: Int, right: Int)] = []
        pairs.reserveCapacity(merges.count)
        for (index, merge) in merges.enumerated() {
            let ids = try ordinary.ids(ofMerge: index + 1, merge.0, merge.1)
            table[UInt32(ids.left), UInt32(ids.right)] = .init(rank: UInt32(index), result: UInt32(ids.result))
            pairs.append((ids.left, ids.right))
        }
        self.table = table
        self.merges = pairs
        self.configuration = configuration
        ordinaryTokens = ordinary.bytes
        splitter = AddedTokenSplitter(self.addedTokens)
    }

    /// The ids of a text's tokens.
    ///
    /// An added token that occurs in the text counts as that token, as in the official package.
    ///
    /// - Complexity: O(n log n) in the length of the text's longest piece.
    public func encode(_ text: String) -> [Int] {
        let utf8 = Array(text.utf8)
        var words = WordEncoder(table)
        var ids: [Int] = []
        for segment in splitter.segments(of: utf8) {
            switch segment {
            case .token(let id): ids.append(id)
            case .text(let range):
                let scalars = Array(composed(String(decoding: utf8[range], as: UTF8.self)).unicodeScalars)
                for piece in PreTokenizer(scalars).pieces() {
                    words.encode(scalars[piece].lazy.flatMap { UTF8.encode($0) ?? .init() }, into: &ids)
                }
            }
        }
        return ids
    }

    /// The text that ids stand for; added tokens are kept, and bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Throws: ``TokenizationError/unknownID(_:position:)`` for an id that is no token.
    public func decode(_ ids: [Int]) throws(TokenizationError) -> String {
        var bytes: [UInt8] = []
        for (position, id) in ids.enumerated() {
            guard let token = addedBytes[id] ?? ordinaryTokens[id] else {
                throw .unknownID(id, position: position)
            }
            bytes += token
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The id of an added token, or `nil` if there is no such token.
    public func id(of addedToken: String) -> Int? {
        addedIDs[Array(addedToken.utf8)]
    }

    /// The id of each added token's UTF-8.
    private static func ids(
        of tokens: [AddedToken], besides ordinary: [Int: [UInt8]]
    ) throws(TokenizationError) -> [[UInt8]: Int] {
        var ids: [[UInt8]: Int] = [:]
        var contents: [Int: String] = [:]
        for token in tokens {
            guard UInt32(exactly: token.id) != nil else { throw .idOutOfRange(token: token.content, id: token.id) }
            let bytes = Array(token.content.utf8)
            if bytes.isEmpty { throw .emptyAddedToken(id: token.id) }
            if let first = ids.updateValue(token.id, forKey: bytes) {
                throw .duplicateAddedToken(token.content, first, token.id)
            }
            if let first = contents.updateValue(token.content, forKey: token.id) {
                throw .duplicateID(token.id, first, token.content)
            }
            if let other = ordinary[token.id], other != bytes {
                throw .duplicateID(token.id, ByteAlphabet.string(for: other), token.content)
            }
        }
        return ids
    }
}
