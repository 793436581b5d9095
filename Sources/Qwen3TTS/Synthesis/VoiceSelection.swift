/// A speaker and a language of a checkpoint, looked up by name in any case.
///
/// Reference: `generate` (qwen-tts 0.1.1): a dialect speaker brings its dialect along when the language is Chinese or left open.
public struct VoiceSelection: Sendable, Equatable {
    /// Rows of the codec embedding.
    public let speaker: Int
    /// A row of the codec embedding; nil lets the model find out.
    public let language: Int?

    /// Looks up the names; `checkpoint` is its path, for messages.
    ///
    /// - Parameters:
    ///   - speaker: may be nil where there is only one.
    ///   - language: a name, or "Auto".
    public init(
        speaker: String?, language: String, _ configuration: ModelConfiguration, checkpoint: String
    ) throws(SynthesisError) {
        let talker = configuration.talker
        let names = talker.speakers.keys.sorted()
        guard !names.isEmpty else { throw .noSpeakers(checkpoint: checkpoint) }
        guard let name = speaker?.lowercased() ?? (names.count == 1 ? names[0] : nil) else {
            throw .speakerNeeded(available: names)
        }
        guard let row = talker.speakers[name] else { throw .unknownSpeaker(name, available: names) }
        self.speaker = row.index
        let tag = language.lowercased()
        if ["auto", "chinese"].contains(tag), let dialect = talker.dialects[name]?.language {
            self.language = talker.languages[dialect]
        } else if tag == "auto" {
            self.language = nil
        } else if let row = talker.languages[tag] {
            self.language = row
        } else {
            throw .unknownLanguage(language, available: talker.languages.keys.sorted())
        }
    }
}
