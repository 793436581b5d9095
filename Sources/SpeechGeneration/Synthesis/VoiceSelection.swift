public import Qwen3TTS

/// What a checkpoint has for a voice and a language, looked up by name in any case.
///
/// Reference: `generate` (qwen-tts 0.1.1): a dialect speaker brings its dialect along when the language is Chinese or left
/// open. `generate_custom_voice`, `generate_voice_design` and `create_voice_clone_prompt` say which model does what.
public struct VoiceSelection: Sendable, Equatable {
    /// A row of the codec embedding; nil for a cloned voice, or one that an instruct describes.
    public let speaker: Int?
    /// A row of the codec embedding; nil lets the model find out.
    public let language: Int?

    /// Whose voice is asked for.
    public enum Kind: Sendable, Equatable {
        /// A speaker of the checkpoint; may be nil where there is only one.
        case speaker(String?)
        /// That of a recording.
        case clone
    }

    /// Looks up the names; `checkpoint` is its path, for messages.
    ///
    /// - Parameters:
    ///   - language: a name, or "Auto".
    ///   - instruct: how to speak; nil or empty for nothing.
    public init(
        _ kind: Kind, language: String, instruct: String? = nil, _ configuration: ModelConfiguration,
        checkpoint: String
    ) throws(SynthesisError) {
        let talker = configuration.talker
        var name: String?
        switch kind {
        case .clone:
            guard configuration.hasSpeakerEncoder else {
                throw .cannotClone(checkpoint: checkpoint, type: configuration.type)
            }
            speaker = nil
        case .speaker(let name) where configuration.type == "voice_design":
            if let name { throw .noSpeakerToChoose(name, checkpoint: checkpoint) }
            speaker = nil
        case .speaker(let given):
            let names = talker.speakers.keys.sorted()
            guard !names.isEmpty else { throw .noSpeakers(checkpoint: checkpoint) }
            guard let chosen = given?.lowercased() ?? (names.count == 1 ? names[0] : nil) else {
                throw .speakerNeeded(available: names)
            }
            guard let row = talker.speakers[chosen] else { throw .unknownSpeaker(chosen, available: names) }
            speaker = row.index
            name = chosen
        }
        if let reason = configuration.reasonAgainstInstructs, !(instruct ?? "").isEmpty {
            throw .instructIgnored(checkpoint: checkpoint, reason: reason)
        }
        let tag = talker.tag(of: language, speaker: name)
        if tag == "auto" {
            self.language = nil
        } else if let row = talker.languages[tag] {
            self.language = row
        } else {
            throw .unknownLanguage(language, available: talker.languages.keys.sorted())
        }
    }
}

extension ModelConfiguration {
    /// Why this model does not listen to instructs; nil if it does.
    ///
    /// Reference: `generate_custom_voice` (qwen-tts 0.1.1) drops the instruct of a 0.6B model; cloning takes none.
    var reasonAgainstInstructs: String? {
        if type == "base" { return "a base model clones, and takes the manner from the recording" }
        if type == "custom_voice" && ignoresInstruct { return "a 0.6B model was not trained with any" }
        return nil
    }
}
