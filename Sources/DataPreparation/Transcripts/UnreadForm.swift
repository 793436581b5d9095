import Foundation
import SpeechDataset

/// A form of transcript, or a file, that is known and not read.
///
/// To name one more is to add a line in `all`.
struct UnreadForm: Sendable, Equatable {
    /// What a message calls it.
    var name: String
    /// Extensions of its files.
    var extensions: [String]

    static let all = [
        UnreadForm(name: "subtitles", extensions: ["srt", "vtt", "ass", "lrc"]),
        UnreadForm(name: "Praat's TextGrids", extensions: ["textgrid"]),
        UnreadForm(name: "ELAN's annotations", extensions: ["eaf"]),
        UnreadForm(name: "Kaldi's archives", extensions: ["ark"]),
        UnreadForm(name: "segments in NIST's form or Transcriber's", extensions: ["stm", "trs"]),
        UnreadForm(name: "Festival's utterances", extensions: ["data"]),
        UnreadForm(name: "a spreadsheet", extensions: ["xlsx", "xls", "ods", "numbers"]),
        UnreadForm(name: "an archive", extensions: ["zip", "tar", "gz", "tgz", "bz2", "xz", "7z", "rar"]),
        UnreadForm(name: "Arrow files", extensions: ["arrow", "feather"]),
        UnreadForm(name: "Python's pickles", extensions: ["pkl", "pickle", "npy", "npz"]),
        UnreadForm(name: "a document", extensions: ["docx", "doc", "odt", "rtf", "pdf"]),
        UnreadForm(name: "a recording by itself", extensions: RecordingName.extensions + ["m4a", "aac", "mp4", "wma"]),
    ]

    /// What is wrong with a place that has no form that is read: the form that it has, by its name, or that it has none.
    static func error(_ place: TranscriptPlace) -> DataPreparationError {
        for form in all.dropLast(place.isFolder ? 1 : 0) {
            let name = place.names.first { form.extensions.contains(URL(filePath: $0).pathExtension.lowercased()) }
            guard let name else { continue }
            return .formNotRead(path: place.url.path, form: form.name, file: name, recording: recording(in: place))
        }
        guard place.isFolder else { return .notASource(path: place.url.path) }
        let below = transcriptsBelow(place.url)
        return below.isEmpty
            ? .noTranscript(folder: place.url.path) : .transcriptsBelow(folder: place.url.path, names: below)
    }

    /// Tables and manifests somewhere below a folder, by their paths from there, at most three; of very many files only the first are
    /// looked at.
    private static func transcriptsBelow(_ folder: URL) -> [String] {
        guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        var found: [String] = []
        for case let path as String in paths.lazy.prefix(50_000) {
            let name = URL(filePath: path).lastPathComponent
            let type = FolderTree.fileExtension(name)
            if name.hasPrefix("metadata.") && TableForm.extensions.contains(type) || JSONForm.isJSON(name) {
                found.append(path)
            }
        }
        return Array(found.sorted().prefix(3))
    }

    /// The name of a recording, for an example.
    private static func recording(in place: TranscriptPlace) -> String {
        place.names.first { RecordingName.extensions.contains(URL(filePath: $0).pathExtension.lowercased()) } ?? "a.wav"
    }
}
