import Parquet

/// The columns of a Parquet file that hold what a clip is made of.
struct ShardColumns: Sendable, Equatable {
    /// The names under which the recording and the text are looked for, the best one first.
    static let audioNames = ["audio", "speech"]
    static let textNames = ["text", "transcription", "transcript", "sentence", "normalized_text"]

    var audio: String
    /// Whether the recording's path stands beside its bytes.
    var hasPath: Bool
    var text: String
    var language: String?
    var duration: String?
    var instruct: String?
    var codes: String?

    /// Finds the columns.
    ///
    /// - Parameter tokenizer: the SHA-256 of the weights of the speech tokenizer whose codes are wanted, nil for any. Codes of a file that
    ///   names another are not used.
    /// - Throws: `CorpusError.columnsMissing`, which lists the columns that there are.
    init(of file: ParquetFile, tokenizer: String?) throws(CorpusError) {
        func find(_ names: [String], _ types: [ParquetType]) -> ParquetColumn? {
            names.lazy.compactMap { name in
                file.columns.first { $0.name.lowercased() == name && types.contains($0.type) }
            }.first
        }
        let found = (audio: find(Self.audioNames, [.audio, .binary]), text: find(Self.textNames, [.text]))
        guard let audio = found.audio, let text = found.text else {
            var missing: [String] = []
            if found.audio == nil { missing.append("a recording (\(Self.audioNames.joined(separator: ", ")))") }
            if found.text == nil { missing.append("a text (\(Self.textNames.joined(separator: ", ")))") }
            throw .columnsMissing(missing, path: file.name, available: file.columns.map(\.description))
        }
        self.audio = audio.name
        hasPath = audio.type == .audio
        self.text = text.name
        language = find(["language"], [.text])?.name
        duration = find(["duration"], [.float32, .float64, .int16, .int32, .int64])?.name
        instruct = find(["instruct"], [.text])?.name
        let maker = file.metadata[Self.tokenizerKey]
        codes = maker == nil || tokenizer == nil || maker == tokenizer ? find(["audio_codes"], [.codes])?.name : nil
    }

    /// The key of a file's footer that says which speech tokenizer made its codes.
    static let tokenizerKey = "qwen3_tts.speech_tokenizer"

    /// The columns beside the recordings.
    func metadata(withCodes: Bool) -> [String] {
        [text, language, duration, instruct, withCodes ? codes : nil, hasPath ? "\(audio).path" : nil]
            .compactMap { $0 }
    }
}

extension ParquetColumn {
    /// `name (type)`, as messages list columns.
    fileprivate var description: String {
        if case .other(let type) = type { return "\(name) (\(type))" }
        return "\(name) (\(type))"
    }
}
