/// What the pre-tokenizer's pattern tells apart.
enum ScalarClass: UInt8, Sendable {
    /// `\r` and `\n`.
    case lineBreak
    /// Every other `\s`: the Unicode property White_Space.
    case space
    /// `\p{L}`.
    case letter
    /// `\p{N}`.
    case number
    /// All the rest: punctuation, symbols, marks, controls.
    case other

    var isWhitespace: Bool { self == .space || self == .lineBreak }

    private static let ascii = (0..<128).map { ScalarClass(lookingUp: Unicode.Scalar(UInt8($0))) }

    init(_ scalar: Unicode.Scalar) {
        self = scalar.value < 128 ? Self.ascii[Int(scalar.value)] : ScalarClass(lookingUp: scalar)
    }

    private init(lookingUp scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = .letter
        case .decimalNumber, .letterNumber, .otherNumber:
            self = .number
        default:
            if scalar == "\n" || scalar == "\r" {
                self = .lineBreak
            } else {
                self = scalar.properties.isWhitespace ? .space : .other
            }
        }
    }
}
