/// The names under which transcripts keep things, in `prepare` and in `finetune`: the usual ones, or those that a user gave.
///
/// Names are compared without regard to case, blanks, underscores, hyphens and dots: `audio_file` is `Audio File`. The first of several
/// is the one that messages recommend, and the one that counts.
public struct TranscriptFields: Sendable, Equatable {
    /// The recording.
    public var audio = [
        "audio", "file_name", "audio_filepath", "audio_file", "audio_path", "wav_filename", "file_path", "path", "file",
        "wav", "wav_path", "wav_file", "audio_filename", "audio_file_path", "clip", "clip_path", "recording", "speech",
    ]
    /// What is said.
    public var text = [
        "text", "transcript", "sentence", "normalized_text", "transcription", "normalised_text",
        "normalized_transcription", "transcription_normalized", "transcript_normalized",
    ]
    /// The language's name or code.
    public var language = ["language", "locale", "lang", "language_id", "lang_id"]
    /// Who speaks; in a Parquet file only a name that was given counts.
    public var speaker = ["speaker", "speaker_name", "speaker_id", "client_id", "spk", "spk_id"]
    /// A recording of the voice to imitate.
    public var reference = ["ref_audio"]
    /// How it is said.
    public var instruct = ["instruct"]
    /// What a user gave a name of: that name, or number, stands alone.
    public private(set) var given: Set<ColumnContent> = []
    /// Whether the first line of a table names its columns; nil to see.
    public var hasHeader: Bool?

    /// The usual names.
    public init() {}

    /// The usual names, with what a user gave in their place: a column's name, or its number counted from 1.
    public init(
        audio: String? = nil, text: String? = nil, language: String? = nil, speaker: String? = nil,
        hasHeader: Bool? = nil
    ) {
        for (content, name) in [
            (ColumnContent.audio, audio), (.text, text), (.language, language), (.speaker, speaker),
        ] {
            guard let name else { continue }
            self[content] = [name]
            given.insert(content)
        }
        self.hasHeader = hasHeader
    }

    /// The names of a content, the best one first.
    package subscript(content: ColumnContent) -> [String] {
        get {
            switch content {
            case .audio: audio
            case .text: text
            case .language: language
            case .speaker: speaker
            case .reference: reference
            case .instruct: instruct
            }
        }
        set {
            switch content {
            case .audio: audio = newValue
            case .text: text = newValue
            case .language: language = newValue
            case .speaker: speaker = newValue
            case .reference: reference = newValue
            case .instruct: instruct = newValue
            }
        }
    }

    /// The columns that hold a content by their names, the best one first; of those that a user gave by its exact name, by its name in
    /// another spelling, or by its number.
    ///
    /// - Returns: positions in `columns`.
    package func positions(of content: ColumnContent, in columns: [String]) -> [Int] {
        if given.contains(content), let name = self[content].first {
            if let exact = columns.firstIndex(of: name) { return [exact] }
            if let alike = columns.firstIndex(where: { Self.key($0) == Self.key(name) }) { return [alike] }
            guard let number = Int(name), columns.indices.contains(number - 1) else { return [] }
            return [number - 1]
        }
        let keys = columns.map(Self.key)
        return self[content].flatMap { name in keys.indices.filter { keys[$0] == Self.key(name) } }
    }

    /// What two spellings of a name have in common.
    package static func key(_ name: String) -> String {
        name.lowercased().filter { !$0.isWhitespace && !"_-.".contains($0) }
    }
}
