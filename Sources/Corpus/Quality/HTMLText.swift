import Files

/// Text within an HTML page.
enum HTMLText {
    /// The text with the signs that HTML gives a meaning to, in attributes too, replaced; control characters become U+FFFD.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            case _ where scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A path as a relative address: what is not a letter, a digit or one of `-._~/` is percent-encoded.
    static func address(_ path: String) -> String { path.percentEncoded(keepingSlashes: true) }
}
