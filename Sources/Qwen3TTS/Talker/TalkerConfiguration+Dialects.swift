extension TalkerConfiguration {
    /// The tag that a language gets from a speaker, in lower case.
    ///
    /// A dialect speaker brings its dialect along when the language is Chinese or left open. Training and speaking both ask here.
    ///
    /// Reference: `generate` (qwen-tts 0.1.1).
    public func tag(of language: String, speaker: String?) -> String {
        let tag = language.lowercased()
        guard ["auto", "chinese"].contains(tag), let speaker, let dialect = dialects[speaker]?.language,
            languages[dialect] != nil
        else { return tag }
        return dialect
    }
}
