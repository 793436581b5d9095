import Foundation
import Parquet

/// What the rows of a Parquet file say, without their audio.
struct ParquetTranscript {
    /// Rows whose texts are in memory at a time.
    private static let batchSize = 1024

    private let file: ParquetFile
    private let shard: ParquetShard
    private let fields: TranscriptFields
    /// The columns that are there, by what they hold.
    private let text: String
    private let others: [String]

    /// Opens a file and finds its columns.
    ///
    /// - Parameters:
    ///   - name: what messages call it.
    ///   - identity: changes when the content does.
    /// - Throws: `ParquetError`, or `CorpusError.columnMissing` or `.columnUnsuitable`.
    init(_ url: URL, name: String, identity: String, fields: TranscriptFields) throws {
        file = try ParquetFile(url)
        let columns = ParquetColumns(file: name, columns: file.columns)
        let audio = try columns.find(.audio, fields.audio)
        text = try columns.find(.text, fields.text)
        var others = [fields.language, fields.instruct].compactMap { columns.present(.text, $0) }
        if fields.namesSpeaker { others.append(try columns.find(.speaker, fields.speaker)) }
        self.others = others
        self.fields = fields
        shard = ParquetShard(file: url, name: name, identity: identity, audioColumn: audio)
    }

    /// The rows, at most so many.
    ///
    /// - Throws: `ParquetError` for a page that cannot be read.
    func read(limit: Int?, speaker: String?, reference: URL?) throws -> SourceReading {
        let account = TranscriptAccount(
            file: shard.name, form: "Parquet: \(shard.audioColumn), \(text)", lines: file.rowCount, rows: file.rowCount)
        let count = min(file.rowCount, limit ?? .max)
        guard count > 0 else { return SourceReading(accounts: [account]) }
        var lines: [SourceLine] = []
        lines.reserveCapacity(count)
        let rows = try file.rows([text] + others, in: 0..<count, batchSize: Self.batchSize)
        while let batch = try rows.next() {
            var columns: [(name: String, values: [String?])] = []
            for name in [text] + others { columns.append((name, Self.texts(batch[name]))) }
            for (index, row) in batch.rows.enumerated() {
                var values: [String: TranscriptRow.Value] = [:]
                for (name, texts) in columns {
                    // A text that is null is an empty one; another column's null is as good as none.
                    if let value = texts[index] ?? (name == text ? "" : nil) { values[name] = .text(value) }
                }
                let content = Result { () throws(LineFailure) in
                    var transcript = try TranscriptRow(fields: values).transcript(fields, of: .row(shard, row))
                    transcript.speaker = transcript.speaker ?? speaker
                    transcript.reference = reference
                    return transcript
                }
                lines.append(SourceLine(origin: Origin(file: shard.name, line: row), content: content))
            }
        }
        return SourceReading(lines: lines, accounts: [account])
    }

    private static func texts(_ values: ParquetValues?) -> [String?] {
        switch values {
        case .text(let texts): texts
        case .integer(let numbers): numbers.map { $0.map { String($0) } }
        default: []
        }
    }
}

/// Which column of a Parquet file holds what.
struct ParquetColumns {
    /// What is looked for.
    enum Content: Sendable {
        case audio, text, speaker

        /// What a message calls it.
        var words: String {
            switch self {
            case .audio: "the recordings"
            case .text: "the text"
            case .speaker: "the speaker"
            }
        }

        /// The option that names the column.
        var option: String {
            switch self {
            case .audio: "--audio-column"
            case .text: "--text-column"
            case .speaker: "--speaker-column"
            }
        }

        func suits(_ type: ParquetType) -> Bool {
            switch self {
            case .audio: type == .audio || type == .binary
            case .text: type == .text
            case .speaker: type == .text || [.int16, .int32, .int64].contains(type)
            }
        }
    }

    var file: String
    var columns: [ParquetColumn]

    /// The first of the names that is there with a suitable type; for recordings, otherwise the only column of such.
    ///
    /// - Throws: `CorpusError.columnMissing` or `.columnUnsuitable`, which list what there is.
    func find(_ content: Content, _ names: [String]) throws(CorpusError) -> String {
        if let name = present(content, names) { return name }
        let recordings = columns.filter { $0.type == .audio }
        if content == .audio, names.count > 1, recordings.count == 1 { return recordings[0].name }
        let found = columns.map { "\($0.name) (\($0.type.words))" }
        if let column = columns.first(where: { names.contains($0.name) }) {
            throw .columnUnsuitable(
                path: file, column: column.name, content: content.words, type: column.type.words,
                option: content.option, found: found)
        }
        throw .columnMissing(path: file, content: content.words, names: names, option: content.option, found: found)
    }

    /// The first of the names that is there with a suitable type.
    func present(_ content: Content, _ names: [String]) -> String? {
        names.first { name in columns.contains { $0.name == name && content.suits($0.type) } }
    }
}

extension ParquetType {
    /// The type for people.
    var words: String {
        switch self {
        case .text: "text"
        case .binary: "bytes"
        case .int16, .int32, .int64: "whole numbers"
        case .float32, .float64: "numbers"
        case .boolean: "true or false"
        case .audio: "recordings"
        case .codes: "codes"
        case .other(let name): name
        }
    }
}
