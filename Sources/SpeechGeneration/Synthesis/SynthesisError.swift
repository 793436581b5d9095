/// Why a text cannot be spoken.
public enum SynthesisError: Error, Equatable, CustomStringConvertible {
    case emptyText
    /// Nothing of the text is spoken: signs and pictures alone.
    case unspeakableText(String)
    case emptyReferenceText
    case referenceTextNeeded
    case cannotClone(checkpoint: String, type: String)
    case noSpeakerToChoose(String, checkpoint: String)
    case instructIgnored(checkpoint: String, reason: String)
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
        case .unspeakableText(let text):
            "The text '\(text.prefix(40))' has no letter and no number: there is nothing to say."
        case .emptyReferenceText:
            "The text of the reference recording is empty, or only spaces: write what is said in it."
        case .referenceTextNeeded:
            "Cloning goes on from the reference recording, and needs to know what is said in it: give --reference-text, "
                + "or take only the voice from it with --x-vector-only."
        case .cannotClone(let checkpoint, let type):
            "The checkpoint '\(checkpoint)' cannot clone a voice: it is a \(type) model, without a speaker encoder. Clone "
                + "with a base model ('qwen3-tts export' makes one of a fine-tuned checkpoint), or choose a speaker."
        case .noSpeakerToChoose(let name, let checkpoint):
            "The checkpoint '\(checkpoint)' has no speaker '\(name)' or any other: it is a voice_design model. Leave the "
                + "speaker out, and describe the voice with --instruct."
        case .instructIgnored(let checkpoint, let reason):
            "The checkpoint '\(checkpoint)' does not listen to instructs: \(reason). Leave --instruct out."
        case .noSpeakers(let checkpoint):
            "The checkpoint '\(checkpoint)' has no speakers to choose from: it is a base model. Give it a recording to "
                + "clone with --reference, or fine-tune it, and speak with the checkpoint in the run's folder."
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
