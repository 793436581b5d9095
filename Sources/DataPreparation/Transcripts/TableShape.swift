import Foundation
import SpeechDataset

/// What a table is: whether its first row names the columns, and which column holds what.
struct TableShape {
    /// Rows that are looked at for recordings.
    private static let sampleSize = 200

    let path: String
    let place: TranscriptPlace
    let recordings: TableRecordings
    let dialect: TableDialect
    /// The rows that are sound, the first of which may be a header; not none.
    let rows: [[String]]

    var fields: TranscriptFields { place.fields }

    /// The columns, with the names of a header where there is one.
    ///
    /// - Throws: `DataPreparationError.columnNotThere`, `.columnsUnknown`, `.columnsDisagree` or `.columnsUnclear`, each with the option that answers.
    func columns() throws(DataPreparationError) -> TableColumns {
        let first = rows[0].map { $0.trimmingWhitespace() }
        return hasHeader(first) ? try columns(named: first) : try columnsWithoutNames()
    }

    /// Whether the first row names columns: by names that are known or given, or since it has no recording where the others have one.
    private func hasHeader(_ first: [String]) -> Bool {
        if let answer = fields.hasHeader { return answer }
        let isGiven = fields.given.contains { content in
            fields[content].contains { Int($0) == nil } && !fields.positions(of: content, in: first).isEmpty
        }
        let known = [ColumnContent.audio, .text].count { !TranscriptFields().positions(of: $0, in: first).isEmpty }
        if isGiven || known == 2 { return true }
        if first.contains(where: { recordings.file($0) != nil }) { return false }
        if known == 1, first.count > 1 { return true }
        let others = sample(rows.dropFirst())
        guard let column = recordingColumn(of: others), first.indices.contains(column),
            found(in: column, of: others) * 2 > others.count
        else { return false }
        // A recording that is missing is called as the others are.
        let name = first[column]
        return RecordingName.stem(of: name) == nil
            && !others.contains { $0.count > column && Self.shape(of: $0[column]) == Self.shape(of: name) }
    }

    /// A name with its digits alike.
    private static func shape(of name: String) -> String {
        String(name.trimmingWhitespace().map { $0.isNumber ? "0" : $0 })
    }

    /// Some of the rows, spread evenly.
    func sample(_ rows: ArraySlice<[String]>) -> [[String]] {
        let step = max(1, rows.count / Self.sampleSize)
        return stride(from: rows.startIndex, to: rows.endIndex, by: step).map { rows[$0] }
    }

    /// The column in which most recordings are found; nil where none is.
    func recordingColumn(of rows: [[String]]) -> Int? {
        let counts = (0..<(rows.map(\.count).max() ?? 0)).map { found(in: $0, of: rows) }
        guard let most = counts.max(), most > 0 else { return nil }
        return counts.firstIndex(of: most)
    }

    /// How many of the rows have a recording in a column.
    func found(in column: Int, of rows: [[String]]) -> Int {
        rows.count { $0.count > column && recordings.file($0[column]) != nil }
    }

    /// Checks that the columns that a user named are there.
    func checkGiven(in names: [String]) throws(DataPreparationError) {
        for content in ColumnContent.allCases where fields.given.contains(content) {
            guard fields.positions(of: content, in: names).isEmpty else { continue }
            throw DataPreparationError.columnNotThere(
                option: content.option ?? "", name: fields[content].first ?? "", path: path, found: names)
        }
    }
}
