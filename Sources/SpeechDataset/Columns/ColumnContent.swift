/// What a column, or a field of an object, holds.
public enum ColumnContent: Sendable, CaseIterable {
    /// The recording.
    case audio
    /// What is said.
    case text
    /// The language's name or code.
    case language
    /// Who speaks.
    case speaker
    /// A recording of the voice to imitate.
    case reference
    /// How it is said.
    case instruct

    /// What a message calls it.
    package var words: String {
        switch self {
        case .audio: "the recordings"
        case .text: "the text"
        case .language: "the language"
        case .speaker: "the speaker"
        case .reference: "the reference recording"
        case .instruct: "the instruction"
        }
    }

    /// The option that names the column.
    package var option: String? {
        switch self {
        case .audio: "--audio-column"
        case .text: "--text-column"
        case .language: "--language-column"
        case .speaker: "--speaker-column"
        case .reference, .instruct: nil
        }
    }
}
