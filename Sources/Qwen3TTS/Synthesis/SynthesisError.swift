/// Why a text cannot be spoken.
public enum SynthesisError: Error, Equatable, CustomStringConvertible {
    case emptyText
    case noSpeakers(checkpoint: String)
    case speakerNeeded(available: [String])
    case unknownSpeaker(String, available: [String])
    case unknownLanguage(String, available: [String])
    case silent
    case notFinite

    /// What cannot be said and why, with the names to choose from.
    public var description: String {
        switch self {
        case .emptyText:
            "The text is empty, or only spaces: there is nothing to say."
        case .noSpeakers(let checkpoint):
            "The checkpoint '\(checkpoint)' has no speakers to choose from: it is a base model. Fine-tune it first, "
                + "and speak with the checkpoint in the run's folder."
        case .speakerNeeded(let available):
            "Choose a speaker with --speaker; this checkpoint has \(available.joined(separator: ", "))."
        case .unknownSpeaker(let name, let available):
            "There is no speaker '\(name)' in this checkpoint; it has \(available.joined(separator: ", "))."
        case .unknownLanguage(let name, let available):
            "There is no language '\(name)' in this checkpoint; it has auto, \(available.joined(separator: ", "))."
        case .notFinite:
            "The model computed infinities or no numbers at all: its weights are damaged, or the training diverged. Use "
                + "an earlier checkpoint."
        case .silent:
            "The model ended its speech before the first frame. Try another seed or text, or train it longer."
        }
    }
}
