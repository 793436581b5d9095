import Foundation

/// A table with a recording and what is said in it on each line.
struct TableForm: TranscriptForm {
    let file: URL

    static func recognise(_ place: TranscriptPlace) -> TableForm? {
        let name = place.isFolder ? "metadata.csv" : place.names.first { $0.lowercased().hasSuffix(".csv") }
        return name.flatMap(place.file).map(TableForm.init)
    }

    func read(_ place: TranscriptPlace) throws(CorpusError) -> SourceReading {
        let (lines, count) = try TextFile(file).lines()
        let read = try TableTranscript.lines(of: file, lines, place.fields, resolve: place.recording)
        let account = TranscriptAccount(
            file: file.path, form: "a table", lines: count, rows: read.count, blank: count - lines.count)
        return SourceReading(lines: read, accounts: [account])
    }
}
