import SpeechDataset

/// A recording that shows a speaker's voice, and why it is this one.
public struct ReferenceNote: Codable, Sendable, Equatable {
    /// Who or what named a reference.
    public enum Origin: String, Codable, Sendable {
        /// The user did.
        case option
        /// The source did.
        case source
        /// It lay in the folder of voices.
        case voices
        /// It is a clip that suits.
        case chosen
    }

    /// The file in the dataset's folder.
    public var path: String
    /// Who named it.
    public var origin: Origin
    /// The length in seconds.
    public var seconds: Double
    /// The recording's name, or for a clip what speaks for it.
    public var detail: String

    /// One line for people.
    var sentence: String {
        let reason =
            switch origin {
            case .option: "given: \(detail)"
            case .source: "from the source: \(detail)"
            case .voices: "from the folder of voices: \(detail)"
            case .chosen: "chosen: \(detail)"
            }
        return "\(path) (\(decimal(seconds)) s), \(reason)"
    }
}
