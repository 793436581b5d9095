import Foundation

/// What people keep texts in and what is not read, so that it can be refused by its name.
enum UnreadTranscript {
    private static let kinds = [
        "ark": "a Kaldi archive", "arrow": "a dataset that Python's datasets saved to disk",
        "docx": "a document of Word",
        "eaf": "annotations of ELAN", "ods": "a spreadsheet", "pdf": "a document", "pkl": "Python's own data",
        "pt": "PyTorch's own data", "srt": "subtitles", "stm": "segments in NIST's form", "tar": "an archive",
        "textgrid": "a TextGrid of Praat", "trs": "annotations of Transcriber", "vtt": "subtitles",
        "xls": "a spreadsheet", "xlsx": "a spreadsheet", "xml": "XML", "zip": "an archive",
    ]

    /// The kind of a file by its name; nil where it is none that texts are kept in.
    private static func kind(of name: String) -> String? { kinds[FolderTree.fileExtension(name)] }

    /// Why a place that no form recognises is not read; nil where nothing in it tells.
    static func error(in place: TranscriptPlace) -> CorpusError? {
        guard place.isFolder else {
            let name = place.names[0]
            return kind(of: name).map {
                .transcriptNotRead(path: place.url.path, found: "'\(name)' is \($0)", recording: "a.wav")
            }
        }
        let tree = FolderTree(place.url)
        let files = tree.folders.flatMap { folder in folder.files.map { (folder.path + [$0]).joined(separator: "/") } }
        let recordings = files.filter(FolderTree.isRecording)
        if let file = files.first(where: { kind(of: $0) != nil }), let kind = kind(of: file) {
            return .transcriptNotRead(
                path: place.url.path, found: "'\(file)' is \(kind)", recording: recordings.first ?? "a.wav")
        }
        guard let first = recordings.first else { return nil }
        let found =
            recordings.count == 1
            ? "there is no text to the recording" : "there is no text to the \(recordings.count) recordings"
        return .transcriptNotRead(path: place.url.path, found: found, recording: first)
    }
}
