/// Whether several columns of texts say the same.
package enum TextAgreement {
    /// The first text that is there and is not what the first one is, apart from white space; nil where all agree.
    package static func disagreement(among texts: [String?]) -> Int? {
        guard texts.count > 1, let first = texts[0].map(words), !first.isEmpty else {
            // Nothing where another column has a text is a disagreement as well.
            return texts.indices.dropFirst().first { !words(texts[$0] ?? "").isEmpty }
        }
        return texts.indices.dropFirst().first { index in
            let other = words(texts[index] ?? "")
            return !other.isEmpty && other != first
        }
    }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}
