/// Writes values as PyYAML's `dump(sort_keys=False, allow_unicode=True)` does, which `datasets` writes its cards with.
///
/// Reference: PyYAML 6.0.4, `emitter.py`.
struct YAMLWriter {
    private(set) var text = ""
    private var column = 0
    private static let width = 80

    /// The lines of a mapping at the left edge, without the last line's end.
    static func lines(of entries: [YAMLEntry]) -> [String] {
        var writer = YAMLWriter()
        writer.write(entries, indent: 0)
        return writer.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private mutating func put(_ part: some StringProtocol) {
        text += part
        column += part.unicodeScalars.count
    }

    private mutating func newLine(_ indent: Int) {
        text += "\n" + String(repeating: " ", count: indent)
        column = indent
    }

    private mutating func write(_ entries: [YAMLEntry], indent: Int) {
        for (index, entry) in entries.enumerated() {
            if index > 0 { newLine(indent) }
            put(entry.key, indent: indent, folds: false)
            put(":")
            switch entry.value {
            case .mapping(let inner) where !inner.isEmpty:
                newLine(indent + 2)
                write(inner, indent: indent + 2)
            case .sequence(let items) where !items.isEmpty:
                newLine(indent)
                write(items, indent: indent)
            default:
                put(" ")
                write(entry.value, indent: indent)
            }
        }
    }

    private mutating func write(_ items: [YAMLValue], indent: Int) {
        for (index, item) in items.enumerated() {
            if index > 0 { newLine(indent) }
            put("- ")
            switch item {
            case .mapping(let entries) where !entries.isEmpty: write(entries, indent: indent + 2)
            case .sequence(let inner) where !inner.isEmpty: write(inner, indent: indent + 2)
            default: write(item, indent: indent)
            }
        }
    }

    /// A value that begins on the line of its key.
    private mutating func write(_ value: YAMLValue, indent: Int) {
        switch value {
        case .scalar(let scalar): put(scalar, indent: indent + 2, folds: true)
        case .sequence: put("[]")
        case .mapping: put("{}")
        }
    }

    private mutating func put(_ scalar: YAMLScalar, indent: Int, folds: Bool) {
        let form = YAMLScalarForm(scalar)
        switch form.style {
        case .plain: putPlain(form.text, indent: indent, folds: folds)
        case .singleQuoted: putQuoted(form.text, indent: indent, folds: folds)
        case .doubleQuoted: put(form.escaped)
        }
    }

    /// Breaks a line that is long enough at a single space.
    private mutating func putPlain(_ text: String, indent: Int, folds: Bool) {
        let words = Words(text)
        for (index, word) in words.parts.enumerated() {
            if word == " ", column > Self.width, folds, index > 0 {
                newLine(indent)
            } else {
                put(word)
            }
        }
    }

    private mutating func putQuoted(_ text: String, indent: Int, folds: Bool) {
        put("'")
        let words = Words(text)
        for (index, word) in words.parts.enumerated() {
            if word == " ", column > Self.width, folds, index > 0, index + 1 < words.parts.count {
                newLine(indent)
            } else if word.first == "\n" {
                self.text += String(repeating: "\n", count: word.count)
                newLine(indent)
            } else {
                put(word.replacing("'", with: "''"))
            }
        }
        put("'")
    }

    /// A text cut into runs of spaces, runs of line ends, and what is between.
    private struct Words {
        var parts: [String] = []

        init(_ text: String) {
            var last: Unicode.Scalar?
            for scalar in text.unicodeScalars {
                let isSame = (scalar == " ") == (last == " ") && (scalar == "\n") == (last == "\n")
                if last == nil || !isSame { parts.append("") }
                parts[parts.count - 1].unicodeScalars.append(scalar)
                last = scalar
            }
        }
    }
}
