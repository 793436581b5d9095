/// A text without the characters that carry nothing, composed, and what was taken out of it.
///
/// Two texts that look and sound alike shall be the same tokens. What is invisible and means nothing where it stands is removed (zero-width
/// spaces, soft hyphens, direction marks, control characters, ornaments of a font). Joiners stay where a script or an emoji
/// needs them. What may be a letter that was damaged stays too, for others to judge: U+FFFD, U+0080 to U+009F, and private
/// characters that touch a word. The result is in Unicode's normalisation form C.
///
/// - Complexity: O(*n*) in the length of the text, whatever it is.
public struct CleanText: Sendable, Equatable {
    /// What becomes of white space.
    public enum Spacing: Sendable {
        /// Any run of it is one space: a text is one line.
        case single
        /// It stays as it is: line ends part paragraphs.
        case kept
    }

    /// A character that is not in the text any more.
    public struct Change: Sendable, Equatable {
        /// The character.
        public var scalar: Unicode.Scalar
        /// How often it was there.
        public var count: Int
        /// Whether a space took its place.
        public var becameSpace: Bool

        /// `U+200B`.
        public var name: String { CleanText.name(of: scalar) }
    }

    /// The text as it was.
    public let raw: String
    /// The text without what carries nothing, and without white space at both ends.
    public let text: String
    /// What was removed or replaced, by code point; ordinary spaces do not count.
    public let changes: [Change]

    /// Cleans a text.
    public init(_ raw: String, spacing: Spacing = .single) {
        self.raw = raw
        if Self.isPlain(raw) {
            (text, changes) = (raw, [])
            return
        }
        var cleaning = Cleaning(spacing: spacing)
        for scalar in raw.unicodeScalars { cleaning.add(scalar) }
        cleaning.finish()
        text = composed(String(cleaning.output))
        changes = cleaning.changes.values.sorted { $0.scalar < $1.scalar }
    }

    /// The name by which a character can be looked up, such as `U+200B`.
    public static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether there is nothing but visible ASCII with single spaces, as in most texts.
    private static func isPlain(_ text: String) -> Bool {
        var last: UInt8 = 0x20
        for byte in text.utf8 {
            guard (0x20...0x7E).contains(byte), byte != 0x20 || last != 0x20 else { return false }
            last = byte
        }
        return last != 0x20 || text.isEmpty
    }
}

/// The state of cleaning: what is written, and what waits for the next visible character to be judged.
private struct Cleaning {
    let spacing: CleanText.Spacing
    var output = String.UnicodeScalarView()
    var changes: [Unicode.Scalar: CleanText.Change] = [:]
    /// White space since the last visible character; nothing is written of it at the text's ends.
    private var space = String.UnicodeScalarView()
    private var joiner: Unicode.Scalar?
    private var privates: [Unicode.Scalar] = []

    init(spacing: CleanText.Spacing) { self.spacing = spacing }

    /// The character right before, if no white space is between.
    private var previous: Unicode.Scalar? { space.isEmpty ? output.last : nil }

    mutating func add(_ scalar: Unicode.Scalar) {
        switch TextRole(scalar) {
        case .visible:
            settle(before: scalar)
            write(scalar)
        case .space:
            settle(before: nil)
            space.append(scalar)
            if scalar != " ", spacing == .single { note(scalar, becameSpace: true) }
        case .invisible: note(scalar)
        case .joiner:
            if joiner == nil, privates.isEmpty { joiner = scalar } else { note(scalar) }
        case .selector:
            keep(scalar, if: joiner == nil && privates.isEmpty && previous?.takes(selector: scalar) == true)
        case .tag: keep(scalar, if: previous?.value == 0x1F3F4 || previous.map { TextRole($0) == .tag } == true)
        case .privateUse:
            settle(joinerBefore: nil)
            if previous.map({ $0.isWordPart || TextRole($0) == .privateUse }) == true {
                write(scalar)
            } else {
                privates.append(scalar)
            }
        }
    }

    mutating func finish() { settle(before: nil) }

    private mutating func keep(_ scalar: Unicode.Scalar, if isNeeded: Bool) {
        if isNeeded { output.append(scalar) } else { note(scalar) }
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        if !space.isEmpty {
            if !output.isEmpty { output.append(contentsOf: spacing == .single ? " ".unicodeScalars : space) }
            space.removeAll()
        }
        output.append(scalar)
    }

    /// Decides on what waits, now that it is known what follows: a visible character, or none.
    private mutating func settle(before next: Unicode.Scalar?) {
        settle(joinerBefore: next)
        let belongToWord = next?.isWordPart == true
        for scalar in privates {
            if belongToWord { write(scalar) } else { note(scalar) }
        }
        privates.removeAll()
    }

    private mutating func settle(joinerBefore next: Unicode.Scalar?) {
        guard let scalar = joiner else { return }
        joiner = nil
        keep(scalar, if: isNeeded(scalar, before: next))
    }

    private func isNeeded(_ joiner: Unicode.Scalar, before next: Unicode.Scalar?) -> Bool {
        guard let previous else { return joiner.value == 0x200D && next?.takesJoiners == true && space.isEmpty }
        if joiner.value == 0x200D {
            // At the end of a word it asks for a form as well: a Malayalam chillu, an Arabic abbreviation.
            return previous.takesJoiners || next?.takesJoiners == true
                || previous.isPictograph && next?.isPictograph == true
        }
        return previous.takesJoiners
            && (next?.takesJoiners == true || previous.properties.canonicalCombiningClass == .virama)
    }

    private mutating func note(_ scalar: Unicode.Scalar, becameSpace: Bool = false) {
        changes[scalar, default: .init(scalar: scalar, count: 0, becameSpace: becameSpace)].count += 1
    }
}
