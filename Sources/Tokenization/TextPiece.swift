/// A part of a text that is spoken on its own, and what it ends at.
public struct TextPiece: Sendable, Equatable {
    /// What a piece ends at, from the weakest to the strongest.
    public enum End: Int, Sendable, Comparable, CaseIterable {
        /// The middle of a word that is longer than a whole piece may be.
        case character
        /// A space between two words.
        case word
        /// A comma, a semicolon, a colon, a dash, or an ellipsis within a sentence.
        case clause
        /// The end of a sentence, or of a line.
        case sentence
        /// A blank line, or the end of the text.
        case paragraph

        /// Whether this end is weaker than another.
        public static func < (left: End, right: End) -> Bool { left.rawValue < right.rawValue }

        /// How long a reader pauses here, in seconds, beside the silence that the pieces themselves begin and end with.
        public var pause: Double {
            switch self {
            case .character, .word: 0
            case .clause: 0.1
            case .sentence: 0.25
            case .paragraph: 0.5
            }
        }
    }

    /// The words, without white space at either end.
    public var text: String

    /// What follows the words in the whole text.
    public var end: End

    /// Makes a piece of a text that is known to end so.
    public init(_ text: String, end: End) {
        self.text = text
        self.end = end
    }
}
