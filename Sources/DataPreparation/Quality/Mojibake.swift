/// Finds text that was UTF-8 and was read in another encoding, as in `cafÃ©` and `itâ€™s`.
///
/// Only what no orthography writes is found: a capital letter with an accent may stand before a quotation mark or a dash („Spaß“,
/// “CAFÉ”), and before a small ž or š (Úžasný).
enum Mojibake {
    /// A piece of damaged text, and what it was.
    struct Piece: Equatable {
        var found: String
        var meant: String
    }

    /// The first piece that is certain.
    ///
    /// - Complexity: O(*n*)
    static func first(in text: String) -> Piece? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        // "Replacement characters" that were read as GBK.
        if text.contains("锟斤拷") { return Piece(found: "锟斤拷", meant: "\u{FFFD}") }
        let scalars = Array(text.unicodeScalars)
        for index in scalars.indices {
            guard let lead = byte(scalars[index]), let count = continuations(of: lead),
                let piece = piece(in: scalars, at: index, count: count),
                isCertain(lead, scalars, index..<index + count + 1)
            else { continue }
            return piece
        }
        return nil
    }

    private static func piece(in scalars: [Unicode.Scalar], at index: Int, count: Int) -> Piece? {
        let end = index + count + 1
        guard end <= scalars.count else { return nil }
        let bytes = scalars[index..<end].compactMap(byte)
        guard bytes.count == count + 1, bytes.dropFirst().allSatisfy({ (0x80...0xBF).contains($0) }),
            let meant = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return Piece(found: String(String.UnicodeScalarView(scalars[index..<end])), meant: meant)
    }

    /// Whether a sequence cannot be what somebody wrote.
    private static func isCertain(_ lead: UInt8, _ scalars: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        let rest = scalars[range].dropFirst()
        let isPunctuated = rest.allSatisfy { closing.contains($0) }
        if rest.count > 1 { return !isPunctuated }
        let previous = range.lowerBound > 0 ? scalars[range.lowerBound - 1].properties.generalCategory : .spaceSeparator
        switch lead {
        case 0xC2, 0xC3: return !isPunctuated || previous != .uppercaseLetter
        // ß, which ends many words and begins none.
        case 0xDF: return false
        default: break
        }
        if previous == .lowercaseLetter { return true }
        guard range.upperBound < scalars.count, let continuation = rest.first else { return false }
        let next = scalars[range.upperBound]
        let goesOn = next.properties.isAlphabetic || byte(next).flatMap(continuations) != nil
        return goesOn && !continuation.properties.isAlphabetic && !dashes.contains(continuation)
    }

    /// What may stand after a word in sound text.
    private static let closing: Set<Unicode.Scalar> = dashes.union(["”", "“", "‘", "»", "«", "›", "‹", "\u{A0}"])
    /// What may stand between two words without a space.
    private static let dashes: Set<Unicode.Scalar> = ["…", "–", "—", "’"]

    /// How many bytes follow the first byte of a character in UTF-8; nil where none begins.
    private static func continuations(of lead: UInt8) -> Int? {
        switch lead {
        case 0xC2...0xDF: 1
        case 0xE0...0xEF: 2
        case 0xF0...0xF4: 3
        default: nil
        }
    }

    /// The byte that a character stands for in cp1252, or in Latin-1 where cp1252 has none.
    private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.value <= 0xFF ? UInt8(scalar.value) : codePage[scalar]
    }

    /// Reference: the file CP1252.TXT of Unicode's mappings, from 0x80 to 0x9F.
    private static let codePage: [Unicode.Scalar: UInt8] = {
        let signs = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
        return Dictionary(uniqueKeysWithValues: zip(signs, UInt8(0x80)...0x9F))
    }()
}
