package import Parquet

/// The columns of a Parquet file that hold what a clip is made of: the same that `prepare` would take.
package struct ShardColumns: Sendable, Equatable {
    package var audio: String
    /// Whether the recording's path stands beside its bytes.
    var hasPath: Bool
    package var text: String
    /// Other columns with texts, which must say the same.
    var otherTexts: [String]
    package var language: String?
    package var duration: String?
    package var instruct: String?
    package var codes: String?

    /// Finds the columns.
    ///
    /// - Parameter tokenizer: the SHA-256 of the weights of the speech tokenizer whose codes are wanted, nil for any. Codes of a file that
    ///   names another are not used.
    /// - Throws: `SpeechDatasetError.columnsMissing`, which lists the columns that there are.
    package init(of file: ParquetFile, tokenizer: String?) throws(SpeechDatasetError) {
        let columns = ParquetColumns(file: file.name, columns: file.columns)
        guard let audio = columns.all(.audio).first, let text = columns.all(.text).first else {
            let missing = [(ColumnContent.audio, "a recording"), (.text, "a text")].compactMap { content, words in
                columns.all(content).isEmpty
                    ? "\(words) (\(columns.fields[content].prefix(5).joined(separator: ", ")))" : nil
            }
            throw SpeechDatasetError.columnsMissing(
                missing, path: file.name, available: file.columns.map(\.description))
        }
        self.audio = audio
        hasPath = file.columns.contains { $0.name == audio && $0.type == .audio }
        self.text = text
        otherTexts = Array(columns.all(.text).dropFirst())
        language = columns.all(.language).first
        instruct = columns.all(.instruct).first
        duration =
            file.columns.first { column in
                TranscriptFields.key(column.name) == "duration"
                    && [.float32, .float64, .int16, .int32, .int64].contains(column.type)
            }?.name
        let maker = file.metadata[Self.tokenizerKey]
        let isWanted = maker == nil || tokenizer == nil || maker == tokenizer
        codes = isWanted ? file.columns.first { $0.name.lowercased() == "audio_codes" && $0.type == .codes }?.name : nil
    }

    /// The key of a file's footer that says which speech tokenizer made its codes.
    package static let tokenizerKey = "qwen3_tts.speech_tokenizer"

    /// The columns beside the recordings.
    package func metadata(withCodes: Bool) -> [String] {
        [text] + otherTexts
            + [language, duration, instruct, withCodes ? codes : nil, hasPath ? "\(audio).path" : nil].compactMap { $0 }
    }
}

extension ParquetColumn {
    /// `name (type)`, as messages list columns.
    fileprivate var description: String {
        if case .other(let type) = type { return "\(name) (\(type))" }
        return "\(name) (\(type))"
    }
}
