extension TextTokenizer {
    /// Makes the tokenizer of a small vocabulary from its merges alone.
    ///
    /// In a Qwen vocabulary ids are ranks: first the 256 bytes in the order of GPT-2's alphabet, then what each merge makes,
    /// then the added tokens in the official order.
    ///
    /// - Parameter mergesText: the text of a `merges.txt`.
    /// - Throws: ``TokenizationError`` if a line is malformed, or a merge uses what no line makes.
    public static func reduced(mergesText: String) throws(TokenizationError) -> TextTokenizer {
        let merges = try MergesFile.merges(in: mergesText, source: "merges.txt")
        let tokens = ByteAlphabet.order.map { ByteAlphabet.string(for: [$0]) } + merges.map { $0.0 + $0.1 }
        var vocabulary: [String: Int] = [:]
        for token in tokens {
            // Two merges may make the same token: it has one id.
            if vocabulary[token] == nil { vocabulary[token] = vocabulary.count }
        }
        let addedTokens = OfficialConfiguration.tokens.enumerated().map { index, content in
            AddedToken(
                id: vocabulary.count + index, content: content,
                isSpecial: !OfficialConfiguration.notSpecial.contains(content))
        }
        return try TextTokenizer(vocabulary: vocabulary, merges: merges, addedTokens: addedTokens)
    }
}
