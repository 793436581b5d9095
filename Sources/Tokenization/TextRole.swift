/// What a scalar is to a text that shall be spoken, apart from what surrounds it.
enum TextRole {
    /// A letter, a digit, punctuation: whatever a reader sees.
    case visible
    /// White space of any kind.
    case space
    /// Nothing that a reader sees or speaks.
    case invisible
    /// A sign that joins or parts its neighbours: needed in some scripts and within emoji, nothing elsewhere.
    case joiner
    /// Chooses the form of the character before it.
    case selector
    /// Spells the region of a flag.
    case tag
    /// Whatever a font makes of it: a letter within a word, an ornament elsewhere.
    case privateUse

    /// Reference: the file PropList.txt of Unicode 16 (White_Space), and the format characters of its chapter 23.
    init(_ scalar: Unicode.Scalar) {
        self =
            switch scalar.value {
            case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x2800: .space
            case 0x21...0x7E: .visible
            case 0x00...0x1F, 0x7F, 0xAD, 0x061C, 0x17B4, 0x17B5, 0x200B, 0x200E, 0x200F, 0x202A...0x202E,
                0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFFC, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A:
                .invisible
            case 0x200C, 0x200D: .joiner
            case 0x180B...0x180F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: .selector
            case 0xE0000...0xE007F: .tag
            case 0xE000...0xF8FF, 0xF0000...0x10FFFF: .privateUse
            case 0x1680...: scalar.properties.isWhitespace ? .space : .visible
            default: .visible
            }
    }
}

extension Unicode.Scalar {
    /// Whether it is a letter, a digit or a mark on one.
    var isWordPart: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Whether it belongs to a word of a script whose letters join, or form clusters, so that a joiner between them is spelling: Arabic
    /// and its relatives, the scripts of India and those that descend from them, Mongolian, Adlam.
    var takesJoiners: Bool {
        switch value {
        case 0x0600...0x0DFF, 0x1000...0x109F, 0x1780...0x1CFF, 0xA800...0xABFF, 0xFB50...0xFDFF, 0xFE70...0xFEFC,
            0x10A00...0x10D3F, 0x11000...0x11FFF, 0x1E900...0x1E95F:
            isWordPart
        default: false
        }
    }

    /// Whether it can be part of a sequence of emoji; digits, which can as well, are not.
    var isPictograph: Bool { value == 0xFE0F || value > 0x7F && properties.isEmoji }

    /// Whether a variation selector after it can mean something.
    func takes(selector: Unicode.Scalar) -> Bool {
        switch selector.value {
        case 0x180B...0x180F: (0x1800...0x18AF).contains(value)
        case 0xFE0E, 0xFE0F: properties.isEmoji
        case 0xE0100...: properties.isIdeographic
        default: properties.isIdeographic || (0x1000...0x109F).contains(value) || (0xA840...0xA87F).contains(value)
        }
    }
}
