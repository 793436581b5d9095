import SpeechDataset
import Tokenization

/// Finds what stands in a text and is not spoken, in one pass.
///
/// - Complexity: O(*n*)
struct MarkupScan {
    /// The first tag, bracket, address, note of music or stage direction.
    private(set) var markup: String?
    /// The first thing that may be spoken or not: words between round brackets, a picture, a lone sign.
    private(set) var aside: String?

    /// How much of a text is quoted, and how far the end of a tag is looked for.
    private static let quoted = 60

    private let scalars: [Unicode.Scalar]
    /// The round bracket that is not closed yet.
    private var open: Int?

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var index = 0
        while markup == nil, index < scalars.count {
            look(at: index)
            index += 1
        }
        if let open { noteAside(String(scalars[open])) }
    }

    private mutating func look(at index: Int) {
        let scalar = scalars[index]
        switch scalar {
        case "<", "＜", "[", "［", "{", "｛", "【", "〔", "〖", "*", "♪", "♫", "♬", "♩": markup = span(from: index)
        case ">", "＞", "]", "］", "}", "｝", "】", "〕", "〗", "|", "_", "\\", "\u{FFF9}", "\u{FFFA}", "\u{FFFB}":
            markup = Self.sign(scalar)
        case "`": if !isWordPart(index - 1) || !isWordPart(index + 1) { markup = "`" }
        case "&": markup = entity(at: index)
        case ":": markup = isNext("//", after: index) ? word(around: index) : shortcode(at: index)
        case "w" where isNext("ww.", after: index) && !isWordPart(index - 1): markup = word(around: index)
        case "@", "#": lookAtTag(index)
        case "~": isNext("~", after: index) ? markup = "~~" : noteAside("~")
        case "(", "（":
            isNext("(", after: index) || isNext("（", after: index) ? markup = span(from: index) : (open = index)
        case ")", "）": close(at: index)
        case "-", "/", "%", "=": markup = direction(from: index)
        default: if Self.isPicture(scalar) { noteAside(String(scalar)) }
        }
    }

    /// `me@a.org`, `@name` and `#tag` are not spoken as they are written; a lone sign may be.
    private mutating func lookAtTag(_ index: Int) {
        let isTag = isWordPart(index + 1) && !(scalars[index] == "#" && (isWordPart(index - 1) || isDigit(index + 1)))
        if isTag || scalars[index] == "@" && isWordPart(index - 1) {
            markup = word(around: index)
        } else {
            noteAside(String(scalars[index]))
        }
    }

    private mutating func close(at index: Int) {
        guard let start = open else { return noteAside(String(scalars[index])) }
        open = nil
        let content = scalars[start + 1..<index]
        if content.count <= Self.quoted, StageDirection.isKnown(Self.string(content)) {
            markup = Self.string(scalars[start...index])
        } else {
            noteAside(Self.quote(scalars[start...index]))
        }
    }

    private mutating func noteAside(_ text: String) { aside = aside ?? text }

    /// From an opening sign to the first that closes it, or the opening sign alone where that is far.
    private func span(from index: Int) -> String {
        let closer = Self.closers[scalars[index]] ?? scalars[index]
        let rest = scalars[(index + 1)...].prefix(Self.quoted)
        guard var end = rest.firstIndex(of: closer) else { return Self.sign(scalars[index]) }
        // Doubled signs close doubled: ((laughs)), **bold**.
        while end == index + 1 || isNext(String(closer), after: end) {
            guard let next = scalars[(end + 1)...].prefix(Self.quoted).firstIndex(of: closer) else { break }
            end = next
        }
        return Self.string(scalars[index...end])
    }

    /// A stage direction between two equal signs that touch it: `-laughs-`, `%cough%`.
    private func direction(from index: Int) -> String? {
        guard !isWordPart(index - 1), isWordPart(index + 1) else { return nil }
        let rest = scalars[(index + 1)...].prefix(Self.quoted)
        guard let end = rest.firstIndex(of: scalars[index]), isWordPart(end - 1), !isWordPart(end + 1),
            StageDirection.isKnown(Self.string(scalars[index + 1..<end]))
        else { return nil }
        return Self.string(scalars[index...end])
    }

    /// A character by its name or number in HTML, such as `&amp;`.
    private func entity(at index: Int) -> String? {
        let name = scalars[(index + 1)...].prefix(32).prefix {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "#" || isDigit($0))
        }
        guard !name.isEmpty, name.endIndex < scalars.count, scalars[name.endIndex] == ";" else { return nil }
        return Self.string(scalars[index...name.endIndex])
    }

    /// The short name of an emoji, such as `:smile:`.
    private func shortcode(at index: Int) -> String? {
        guard !isWordPart(index - 1) else { return nil }
        let name = scalars[(index + 1)...].prefix(32).prefix {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || isDigit($0))
        }
        guard !name.isEmpty, name.endIndex < scalars.count, scalars[name.endIndex] == ":" else { return nil }
        return Self.string(scalars[index...name.endIndex])
    }

    /// The characters around an index up to white space, without punctuation at the end.
    private func word(around index: Int) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let start = scalars[..<index].lastIndex(where: isSpace).map { $0 + 1 } ?? 0
        var word = scalars[start..<(scalars[index...].firstIndex(where: isSpace) ?? scalars.count)]
        while word.count > 1, let last = word.last, ".,;:!?)\"'".unicodeScalars.contains(last) { word.removeLast() }
        return Self.quote(word)
    }

    private func isNext(_ text: String, after index: Int) -> Bool {
        scalars[(index + 1)...].starts(with: text.unicodeScalars)
    }

    private func isWordPart(_ index: Int) -> Bool {
        scalars.indices.contains(index) && (scalars[index].properties.isAlphabetic || isDigit(scalars[index]))
    }

    private func isDigit(_ index: Int) -> Bool { scalars.indices.contains(index) && isDigit(scalars[index]) }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    /// Emoji, arrows, bullets and ornaments.
    private static func isPicture(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0x2022 || (0x2190...0x2BFF).contains(scalar.value) || (0x1F000...0x1FAFF).contains(scalar.value)
    }

    /// A sign as it looks, or by its number where it looks like nothing.
    private static func sign(_ scalar: Unicode.Scalar) -> String {
        scalar.properties.generalCategory == .format ? CleanText.name(of: scalar) : String(scalar)
    }

    /// A piece of text for a message, not too long.
    static func quote(_ scalars: some Collection<Unicode.Scalar>) -> String {
        let start = scalars.prefix(quoted)
        return string(start) + (start.count < scalars.count ? "…" : "")
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static let closers: [Unicode.Scalar: Unicode.Scalar] = [
        "<": ">", "＜": "＞", "[": "]", "［": "］", "{": "}", "｛": "｝", "【": "】", "〔": "〕", "〖": "〗", "(": ")", "（": "）",
    ]
}
