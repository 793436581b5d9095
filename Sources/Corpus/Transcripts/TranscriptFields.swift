/// The names under which transcripts keep things: the usual ones, or those that a user gave.
///
/// The first of several names is the one that messages recommend.
public struct TranscriptFields: Sendable, Equatable {
    /// The recording.
    public var audio = ["audio", "file_name", "audio_filepath"]
    /// What is said.
    public var text = ["text", "transcript", "sentence", "normalized_text", "transcription"]
    /// The language's name or code.
    public var language = ["language", "locale"]
    /// Who speaks; in a Parquet file only a name that was given counts.
    public var speaker = ["speaker"]
    /// Whether the speaker's name was given.
    public var namesSpeaker = false
    /// A recording of the voice to imitate.
    public var reference = ["ref_audio"]
    /// How it is said.
    public var instruct = ["instruct"]

    /// The usual names.
    public init() {}

    /// The usual names, with what a user gave in their place.
    public init(audio: String? = nil, text: String? = nil, language: String? = nil, speaker: String? = nil) {
        if let audio { self.audio = [audio] }
        if let text { self.text = [text] }
        if let language { self.language = [language] }
        if let speaker { (self.speaker, namesSpeaker) = ([speaker], true) }
    }

    /// The known name that a column has in whatever case, or else the column's name in lower case.
    func spelling(of column: String) -> String {
        let known = audio + text + language + speaker + reference + instruct
        return known.first { $0.lowercased() == column.lowercased() } ?? column.lowercased()
    }
}
