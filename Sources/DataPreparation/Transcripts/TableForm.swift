import Foundation

/// A table with a recording and what is said in it on each row: a file by itself, or `metadata.csv` and its like in a folder.
struct TableForm: TranscriptForm {
    /// Extensions of tables, the ones that are looked for first in front.
    static let extensions = ["csv", "tsv", "txt", "list"]

    let file: URL
    /// What the rows are kept for, when the file tells.
    var split: SplitName?

    static func recognise(_ place: TranscriptPlace) throws(DataPreparationError) -> TableForm? {
        guard place.isFolder else {
            let isTable = extensions.contains(place.url.pathExtension.lowercased())
            return isTable ? TableForm(file: place.url) : nil
        }
        return extensions.lazy.compactMap { place.file("metadata.\($0)") }.first.map { TableForm(file: $0) }
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        reading(of: try Table(TextFile(file), place), place)
    }

    /// What a table says.
    func reading(of table: Table, _ place: TranscriptPlace) -> SourceReading {
        let columns = table.columns
        let sound = table.rows.compactMap { try? $0.fields.get() }.filter { $0.count == columns.width }
        let recordings = TableRecordings(
            place, paths: sound.map { $0[columns.audio] }, anyFolder: file.pathExtension.lowercased() == "list")
        let lines = table.rows.map { record in
            SourceLine(
                origin: Origin(file: file.path, line: record.line),
                content: Result { () throws(LineFailure) in
                    var transcript = try columns.transcript(try record.fields.get(), recordings)
                    transcript.split = split
                    return transcript
                })
        }
        var account = TranscriptAccount(
            file: file.path, form: columns.title, lines: table.lineCount, rows: lines.count, headers: table.headers,
            blank: table.blank, continued: table.continued)
        let moved = recordings.movedCount
        if moved > 0 { account.form += "; \(moved) path\(moved == 1 ? "" : "s") of another machine found by name" }
        return SourceReading(lines: lines, accounts: [account])
    }
}
