import Foundation

/// LibriSpeech's folders: `SPEAKER/CHAPTER/SPEAKER-CHAPTER.trans.txt`, with `ID TEXT` on each line and the recordings beside it.
struct LibriSpeechForm: TranscriptForm {
    private static let suffix = ".trans.txt"

    private let tree: FolderTree

    static func recognise(_ place: TranscriptPlace) -> LibriSpeechForm? {
        if !place.isFolder {
            guard place.names[0].hasSuffix(suffix) else { return nil }
            return LibriSpeechForm(tree: FolderTree(place.folder))
        }
        let tree = FolderTree(place.url)
        let hasTexts = tree.folders.contains { $0.files.contains { $0.hasSuffix(suffix) } }
        return hasTexts ? LibriSpeechForm(tree: tree) : nil
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        var reading = SourceReading()
        for folder in tree.folders {
            let transcripts = folder.files.filter {
                $0.hasSuffix(Self.suffix) && (place.isFolder || $0 == place.names[0])
            }
            guard !transcripts.isEmpty else { continue }
            var recordings = Dictionary(
                grouping: folder.files.filter(FolderTree.isRecording), by: { FolderTree.stem($0) })
            for name in transcripts {
                let file = folder.url.appendingPathComponent(name)
                let table = try KaldiTable(file)
                let speaker = speaker(of: name, in: folder)
                reading.lines += table.entries.map { entry in
                    SourceLine(
                        origin: Origin(file: file.path, line: entry.line),
                        content: Result { () throws(LineFailure) in
                            let text = try table.value(of: entry)
                            let names = recordings[entry.id] ?? ["\(entry.id).flac"]
                            guard names.count == 1 else { throw LineFailure(.pairing(.severalRecordings(names))) }
                            return SourceLine.Transcript(
                                recording: .file(folder.url.appendingPathComponent(names[0]).path), text: text,
                                speaker: speaker)
                        })
                }
                reading.accounts.append(
                    TranscriptAccount(
                        file: file.path, form: "LibriSpeech: an id and its text", lines: table.lineCount,
                        rows: table.entries.count, blank: table.lineCount - table.entries.count))
                for entry in table.entries { recordings[entry.id] = nil }
            }
            reading.lines += recordings.values.joined().sorted().map { name in
                SourceLine(
                    withoutText: folder.url.appendingPathComponent(name), place: transcripts.joined(separator: ", "))
            }
        }
        return reading
    }

    /// What precedes the hyphen in `SPEAKER-CHAPTER.trans.txt`, or the folder's name.
    private func speaker(of name: String, in folder: FolderTree.Folder) -> String {
        let parts = name.dropLast(Self.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : folder.url.lastPathComponent
    }
}

extension SourceLine {
    /// A recording that has no text, which would stand in `place`.
    init(withoutText recording: URL, place: String) {
        self.init(
            origin: Origin(file: recording.path),
            content: .failure(
                LineFailure(.pairing(.noText(recording: recording.lastPathComponent, text: place)))))
    }
}
