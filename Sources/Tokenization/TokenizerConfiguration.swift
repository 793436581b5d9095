import Foundation

/// The part of `tokenizer_config.json` that changes ids.
struct TokenizerConfiguration: Decodable {
    private struct Token: Decodable {
        let content: String
        var special: Bool?
        var lstrip: Bool?
        var rstrip: Bool?
        var normalized: Bool?
        var singleWord: Bool?

        enum CodingKeys: String, CodingKey {
            case content, special, lstrip, rstrip, normalized
            case singleWord = "single_word"
        }

        /// The field that asks for matching which is not supported.
        var unsupportedField: String? {
            let fields = [
                ("lstrip", lstrip), ("rstrip", rstrip), ("normalized", normalized), ("single_word", singleWord),
            ]
            return fields.first { $0.1 == true }?.0
        }
    }

    private let tokens: [String: Token]

    enum CodingKeys: String, CodingKey {
        case tokens = "added_tokens_decoder"
    }

    /// - Parameter path: how errors name the file.
    init(json: Data, path: String) throws(TokenizationError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch {
            throw .malformedJSON(path, expected: Self.form)
        }
    }

    func addedTokens(path: String) throws(TokenizationError) -> [AddedToken] {
        var result: [AddedToken] = []
        for (key, token) in tokens {
            guard let id = Int(key) else { throw .malformedJSON(path, expected: Self.form) }
            if let field = token.unsupportedField { throw .unsupportedAddedToken(token.content, field: field) }
            result.append(AddedToken(id: id, content: token.content, isSpecial: token.special ?? false))
        }
        return result
    }

    private static let form = "a tokenizer configuration in JSON, with the tokens of 'added_tokens_decoder' by id"
}
