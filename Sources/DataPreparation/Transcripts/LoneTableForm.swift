import Files
import Foundation

/// The only table of a folder, whatever it is called; Common Voice's `validated.tsv` among its others.
struct LoneTableForm: TranscriptForm {
    let table: TableForm

    static func recognise(_ place: TranscriptPlace) throws(DataPreparationError) -> LoneTableForm? {
        guard place.isFolder else { return nil }
        if let file = place.file("validated.tsv") { return LoneTableForm(table: TableForm(file: file)) }
        let names = place.names.filter { !place.standsBesideRecording($0) && isTable($0, place) }
        guard names.count < 2 else {
            throw DataPreparationError.severalTranscripts(folder: place.url.path, names: names)
        }
        return names.first.flatMap(place.file).map { LoneTableForm(table: TableForm(file: $0)) }
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading { try table.read(place) }

    /// Whether a file is called like a table; a `.txt` may be anything, and must begin with a row.
    private static func isTable(_ name: String, _ place: TranscriptPlace) -> Bool {
        guard let file = place.file(name), !FileState.isFolder(file) else { return false }
        switch file.pathExtension.lowercased() {
        case "csv", "tsv", "list": return true
        case "txt":
            guard let beginning = try? FileHandle(forReadingFrom: file).read(upToCount: 4096) else { return false }
            return beginning.prefix { $0 != 0x0a && $0 != 0x0d }.contains { $0 == 0x7c || $0 == 0x09 }
        default: return false
        }
    }
}
