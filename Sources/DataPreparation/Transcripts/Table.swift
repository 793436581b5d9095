import Foundation
import SpeechDataset

/// A table that is read: its columns, its rows, and what else its lines are.
struct Table {
    let columns: TableColumns
    /// The rows that each stand for a recording, sound or not.
    let rows: [TableRecord]
    /// The lines of the file.
    let lineCount: Int
    /// Lines with nothing on them.
    let blank: Int
    /// Lines that name the columns: more than one in files that were joined.
    let headers: Int
    /// Lines that go on with the row of the line before.
    let continued: Int

    /// Reads a file.
    ///
    /// - Parameter sibling: the columns of another part of the same dataset, which count where this one alone does not show its own.
    /// - Throws: `DataPreparationError.emptyTranscript`, `.notATable`, or what `TableShape.columns` throws.
    /// - Complexity: O(n) in the bytes of the file.
    init(_ file: TextFile, _ place: TranscriptPlace, sibling: TableColumns? = nil) throws(DataPreparationError) {
        guard !file.firstLine.isEmpty else { throw DataPreparationError.emptyTranscript(path: file.url.path) }
        let recordings = TableRecordings(place)
        let dialect = try TableDialect.detect(in: file, place.fields, recordings)
        var (records, reader) = Self.records(of: file, dialect) { _, _ in nil }
        // A field of several lines may have swallowed rows, but for one in the header.
        let sound = records.filter { $0.lineCount == 1 || $0.line == records[0].line }.compactMap {
            try? $0.fields.get()
        }
        guard !sound.isEmpty else { throw DataPreparationError.notATable(path: file.url.path, line: file.firstLine) }
        let shape = TableShape(
            path: file.url.path, place: place, recordings: recordings, dialect: dialect, rows: sound)
        let columns: TableColumns
        do {
            columns = try shape.columns()
        } catch .columnsUnclear(let path, let values) {
            guard let sibling, sibling.names.isEmpty, sibling.width == values.count else {
                throw DataPreparationError.columnsUnclear(path: path, values: values)
            }
            columns = sibling
        }
        if records.contains(where: { $0.lineCount > 1 }) {
            let guardian = SpanningRowCheck(columns: columns, dialect: dialect, recordings: recordings)
            (records, reader) = Self.records(of: file, dialect, guardian.objection)
        }
        self.columns = columns
        rows = records.filter { record in
            guard !columns.names.isEmpty, case .success(let fields) = record.fields else { return true }
            return fields.map { $0.trimmingWhitespace() } != columns.names
        }
        headers = records.count - rows.count + (file.separator == nil ? 0 : 1)
        lineCount = reader.lineCount
        blank = reader.blank
        continued = records.reduce(0) { $0 + $1.lineCount - 1 }
    }

    private static func records(
        of file: TextFile, _ dialect: TableDialect, _ objection: @escaping TableReader.Objection
    ) -> ([TableRecord], TableReader) {
        var reader = TableReader(file.bytes, dialect, objection: objection)
        if file.separator != nil { _ = reader.next() }
        var records: [TableRecord] = []
        while let record = reader.next() { records.append(record) }
        return (records, reader)
    }
}
