/// How PyYAML writes a single value: plain where it is read again as the same, else in quotes.
///
/// Reference: PyYAML 6.0.4, `resolver.py` and `Emitter.analyze_scalar`.
struct YAMLScalarForm {
    enum Style {
        case plain, singleQuoted, doubleQuoted
    }

    let text: String
    let style: Style

    init(_ scalar: YAMLScalar) {
        if scalar.isPlain {
            style = .plain
            text =
                if YAMLMeaning.nothings.contains(scalar.text) {
                    "null"
                } else if YAMLMeaning.truths.contains(scalar.text) {
                    ["y", "t", "on"].contains { scalar.text.lowercased().hasPrefix($0) } ? "true" : "false"
                } else {
                    scalar.text
                }
            return
        }
        text = scalar.text
        let characters = Array(text.unicodeScalars)
        if Self.needsEscapes(characters) {
            style = .doubleQuoted
        } else {
            style = Self.mayBePlain(characters) && !YAMLMeaning.isOtherThanText(text) ? .plain : .singleQuoted
        }
    }

    /// Whether no character of it means something in YAML's block style.
    private static func mayBePlain(_ text: [Unicode.Scalar]) -> Bool {
        guard let first = text.first, first != " ", text.last != " ", !text.contains("\n") else { return false }
        let start = text.prefix(3)
        if start == ["-", "-", "-"] || start == [".", ".", "."] { return false }
        for (index, character) in text.enumerated() {
            let isBeforeSpace = index + 1 >= text.count || text[index + 1] == " "
            if index == 0, "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(character) { return false }
            if index == 0, "?-".unicodeScalars.contains(character), isBeforeSpace { return false }
            if character == ":", isBeforeSpace { return false }
            if character == "#", index > 0, text[index - 1] == " " { return false }
        }
        return true
    }

    /// Whether there is a character that stands in double quotes alone.
    private static func needsEscapes(_ text: [Unicode.Scalar]) -> Bool {
        for (index, character) in text.enumerated() {
            switch character.value {
            case 0x0A:
                // Blanks at the end or start of a line would be lost.
                let around = [index > 0 ? text[index - 1] : nil, index + 1 < text.count ? text[index + 1] : nil]
                if around.contains(" ") { return true }
            case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000..<0x10FFFF:
                break
            default: return true
            }
        }
        return false
    }

    /// The text in double quotes.
    var escaped: String {
        let names: [UInt32: String] = [
            0: "0", 7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 27: "e", 0x22: "\"", 0x5C: "\\",
            0x85: "N", 0xA0: "_", 0x2028: "L", 0x2029: "P",
        ]
        var result = "\""
        for character in text.unicodeScalars {
            let value = character.value
            if let name = names[value], value != 0xA0 {
                result += "\\" + name
            } else if (0x20...0x7E).contains(value) || (0xA0...0xFFFD).contains(value) && value != 0xFEFF {
                result.unicodeScalars.append(character)
            } else {
                let digits = String(value, radix: 16, uppercase: true)
                let (mark, count) = value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
                result += "\\" + mark + String(repeating: "0", count: count - digits.count) + digits
            }
        }
        return result + "\""
    }
}
