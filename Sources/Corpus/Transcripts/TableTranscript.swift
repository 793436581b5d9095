import Foundation

/// A transcript in columns: LJSpeech's, or with a header.
enum TableTranscript {
    /// Reads `id|text|normalised text` without header when the first line has a bar and no known column name; otherwise the first
    /// line names the columns, which bars or commas separate.
    static func lines(
        of file: URL, _ lines: [TextFile.Line], _ names: TranscriptFields, resolve: (String) -> URL
    ) throws(CorpusError) -> [SourceLine] {
        let first = String(decoding: lines[0].bytes, as: UTF8.self)
        let usesBars = first.contains("|")
        let columns = (usesBars ? BarSeparated.fields(of: first) : CommaSeparated.firstRecord(of: first))
            .map { column in names.spelling(of: column.trimmingWhitespace()) }
        let hasHeader = names.audio.contains(where: columns.contains)
        guard hasHeader || usesBars else { throw .noHeader(path: file.path, found: columns) }

        let records = usesBars ? BarSeparated.records(of: lines) : CommaSeparated.records(of: lines)
        return records.dropFirst(hasHeader ? 1 : 0).map { record in
            SourceLine(
                origin: Origin(file: file.path, line: record.line),
                content: Result { () throws(LineFailure) in
                    let fields = try record.fields.get()
                    let row = hasHeader ? try named(fields, columns) : try speech(fields, names)
                    return try row.transcript(names, resolve: resolve)
                })
        }
    }

    private static func named(_ fields: [String], _ columns: [String]) throws(LineFailure) -> TranscriptRow {
        guard fields.count >= columns.count else {
            throw LineFailure(.tooFewColumns(expected: columns.count, found: fields.count))
        }
        let pairs = zip(columns, fields.map(TranscriptRow.Value.text))
        return TranscriptRow(fields: Dictionary(pairs) { first, _ in first })
    }

    /// LJSpeech's columns; the normalised text counts when there is one.
    private static func speech(_ fields: [String], _ names: TranscriptFields) throws(LineFailure) -> TranscriptRow {
        guard fields.count >= 2 else { throw LineFailure(.tooFewColumns(expected: 2, found: fields.count)) }
        let normalised = fields.count > 2 ? fields[2].trimmingWhitespace() : ""
        return TranscriptRow(fields: [
            names.audio[0]: .text(fields[0]), names.text[0]: .text(normalised.isEmpty ? fields[1] : normalised),
        ])
    }
}

/// One record of a table and the line that it begins on.
struct TableRecord {
    var line: Int
    var fields: Result<[String], LineFailure>
}
