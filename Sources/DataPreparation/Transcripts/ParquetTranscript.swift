import Foundation
import Parquet
import SpeechDataset

/// What the rows of a Parquet file say, without their audio.
struct ParquetTranscript {
    /// Rows whose texts are in memory at a time.
    private static let batchSize = 1024

    private let file: ParquetFile
    private let shard: ParquetShard
    /// The columns with the text, the first of which counts; the others must say the same.
    private let texts: [String]
    private let language, instruct, speaker: String?
    /// A column that would tell speakers apart, and that nobody named.
    private let unreadSpeaker: String?

    /// Opens a file and finds its columns.
    ///
    /// - Parameters:
    ///   - name: what messages call it.
    ///   - identity: changes when the content does.
    ///   - isOneVoice: whether the user says that one person speaks, whatever columns there are.
    /// - Throws: `ParquetError`, or `SpeechDatasetError.columnMissing` or `.columnUnsuitable`.
    init(_ url: URL, name: String, identity: String, fields: TranscriptFields, isOneVoice: Bool) throws {
        file = try ParquetFile(url)
        let columns = ParquetColumns(file: name, columns: file.columns, fields: fields)
        let audio = try columns.find(.audio)
        _ = try columns.find(.text)
        texts = columns.all(.text)
        language = try columns.present(.language)
        instruct = try columns.present(.instruct)
        speaker = fields.given.contains(.speaker) ? try columns.find(.speaker) : nil
        unreadSpeaker = speaker == nil && !isOneVoice ? columns.all(.speaker).first : nil
        shard = ParquetShard(file: url, name: name, identity: identity, audioColumn: audio)
    }

    /// The rows, at most so many.
    ///
    /// - Parameter voice: the person who speaks in all rows, when that is known.
    /// - Throws: `ParquetError` for a page that cannot be read, `DataPreparationError.columnsDisagree` where two columns have different texts, or
    ///   `DataPreparationError.severalVoices`.
    func read(limit: Int?, speaker voice: String?, reference: URL?) throws -> SourceReading {
        let account = TranscriptAccount(
            file: shard.name, form: "Parquet: recordings in '\(shard.audioColumn)', text in '\(texts[0])'",
            lines: file.rowCount, rows: file.rowCount)
        let count = min(file.rowCount, limit ?? .max)
        guard count > 0 else { return SourceReading(accounts: [account], unread: file.rowCount) }
        var lines: [SourceLine] = []
        lines.reserveCapacity(count)
        let names = texts + [language, instruct, speaker, unreadSpeaker].compactMap { $0 }
        let rows = try file.rows(names, in: 0..<count, batchSize: Self.batchSize)
        var firstVoice: String?
        while let batch = try rows.next() {
            let texts = texts.map { Self.values(batch, $0) }
            let (languages, instructs) = (Self.values(batch, language), Self.values(batch, instruct))
            let (speakers, unread) = (Self.values(batch, speaker), Self.values(batch, unreadSpeaker))
            for (index, row) in batch.rows.enumerated() {
                try checkAgreement(texts.map { $0[index] })
                if voice == nil, let name = unread[index] { try checkVoice(name, &firstVoice) }
                let content = Result { () throws(LineFailure) in
                    guard let text = Self.written(texts[0][index]) else {
                        throw LineFailure(.emptyField(self.texts[0]))
                    }
                    return SourceLine.Transcript(
                        recording: .row(shard, row), text: text, language: Self.written(languages[index]),
                        speaker: Self.written(speakers[index]) ?? voice, reference: reference,
                        instruct: Self.written(instructs[index]))
                }
                lines.append(SourceLine(origin: Origin(file: shard.name, line: row), content: content))
            }
        }
        return SourceReading(lines: lines, accounts: [account], unread: file.rowCount - count)
    }

    private func checkAgreement(_ values: [String?]) throws(DataPreparationError) {
        guard let other = TextAgreement.disagreement(among: values) else { return }
        throw DataPreparationError.columnsDisagree(
            path: shard.name, columns: [texts[0], texts[other]], values: [values[0] ?? "", values[other] ?? ""],
            option: ColumnContent.text.option ?? "")
    }

    private func checkVoice(_ name: String, _ first: inout String?) throws(DataPreparationError) {
        guard let known = first, known != name else {
            first = name
            return
        }
        throw DataPreparationError.severalVoices(path: shard.name, column: unreadSpeaker ?? "", values: [known, name])
    }

    /// The values of a column as texts, as many as the batch has rows; without a column, or for other types, none is there.
    private static func values(_ batch: ParquetBatch, _ name: String?) -> [String?] {
        switch name.flatMap({ batch[$0] }) {
        case .text(let texts): texts
        case .integer(let numbers): numbers.map { $0.map { String($0) } }
        default: Array(repeating: nil, count: batch.rows.count)
        }
    }

    private static func written(_ text: String?) -> String? {
        let text = text?.trimmingWhitespace() ?? ""
        return text.isEmpty ? nil : text
    }
}
