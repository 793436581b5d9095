extension String {
    /// Without control characters, which would do something to a terminal, and no longer than a message may be: what a server says.
    var printable: String {
        let text = String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : " " }))
        let words = text.split(separator: " ").joined(separator: " ")
        return words.count > 500 ? words.prefix(500) + "…" : words
    }
}

extension Unicode.Scalar {
    /// Whether it is neither a control character nor one that changes the direction or the line of a text.
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
