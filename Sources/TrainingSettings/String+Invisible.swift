import Foundation

extension String {
    /// Without the blanks, line ends and invisible characters at both ends, which copying brings along.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(scalars[first...last])
    }

    /// For messages: what cannot be seen stands as `<U+200B>`.
    var visible: String {
        unicodeScalars.map { scalar in
            guard scalar.isBlank, scalar != " " else { return String(scalar) }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "<U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>"
        }.joined()
    }

    /// Whether any of it cannot be seen, blanks among it.
    var hasBlanks: Bool { unicodeScalars.contains(where: \.isBlank) }
}

extension Unicode.Scalar {
    /// Whether nothing of it shows.
    fileprivate var isBlank: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
        default: false
        }
    }
}
