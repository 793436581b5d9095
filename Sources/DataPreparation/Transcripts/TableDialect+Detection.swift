import Foundation
import SpeechDataset

extension TableDialect {
    /// Rows that a dialect is judged by.
    private static let sampleSize = 100

    /// The dialect of a table: the one whose first row has the names of columns, else the one in whose rows most recordings are found,
    /// else the first that divides most rows alike.
    ///
    /// - Throws: `DataPreparationError.notATable` where nothing divides the lines.
    static func detect(
        in file: TextFile, _ fields: TranscriptFields, _ recordings: TableRecordings
    ) throws(DataPreparationError) -> TableDialect {
        let samples = candidates(for: file).map { dialect in (dialect, rows: rows(of: file, dialect)) }
            .filter { $0.rows.contains { $0.count > 1 } }
        // A number fits any row, and says nothing about what divides it.
        let isNumbered = [ColumnContent.audio, .text].contains { content in
            fields.given.contains(content) && fields[content].contains { Int($0) != nil }
        }
        let named = samples.first { _, rows in
            !isNumbered
                && [.audio, .text].allSatisfy { content in
                    !fields.positions(of: content, in: rows[0].map { $0.trimmingWhitespace() }).isEmpty
                }
        }
        if let named { return named.0 }
        let found = samples.map { dialect, rows in
            let width = commonWidth(of: rows)
            return (dialect, count: rows.count { $0.count == width && $0.contains { recordings.file($0) != nil } })
        }
        if let best = found.max(by: { $0.count < $1.count }), best.count > 0 {
            // Of equals, the first.
            return found.first { $0.count == best.count }?.0 ?? best.0
        }
        let even = samples.first { _, rows in
            let width = commonWidth(of: rows)
            return width > 1 && rows.count { $0.count == width } * 2 > rows.count
        }
        guard let even else { throw DataPreparationError.notATable(path: file.url.path, line: file.firstLine) }
        return even.0
    }

    private static func candidates(for file: TextFile) -> [TableDialect] {
        let all: [(String, TableDialect)] = [("|", .bars), ("\t", .tabs), (";", .semicolons), (",", .commas)]
        if let separator = file.separator, let said = all.first(where: { $0.0 == separator }) { return [said.1] }
        switch file.url.pathExtension.lowercased() {
        case "list": return [.bars]
        case "tsv": return [.tabs]
        default: return all.map(\.1)
        }
    }

    private static func rows(of file: TextFile, _ dialect: TableDialect) -> [[String]] {
        var reader = TableReader(file.bytes, dialect)
        if file.separator != nil { _ = reader.next() }
        var rows: [[String]] = []
        while rows.count < sampleSize, let record = reader.next() {
            if case .success(let fields) = record.fields { rows.append(fields) }
        }
        return rows
    }

    /// The number of columns of most rows; of several such, the smallest.
    static func commonWidth(of rows: [[String]]) -> Int {
        let counts = Dictionary(rows.map { ($0.count, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    }
}
