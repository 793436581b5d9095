import Files
import Foundation
import SpeechDataset

/// A text beside each recording: `x.wav` with `x.txt`, `x.lab`, or LibriTTS's `x.normalized.txt` and `x.original.txt`.
///
/// They lie in one folder, or in a folder for each speaker; recordings and texts may have trees of their own (`wav48/p225`, `txt/p225`).
struct SidecarForm: TranscriptForm {
    /// What lies among recordings and is not said in them.
    private static let notes: Set = [
        "about", "books", "changelog", "chapters", "copying", "info", "licence", "license", "log", "notice", "readme",
        "reader_book", "speakers",
    ]

    /// Everything that belongs to a name.
    private struct Item {
        var folder: [String]
        var stem: String
        var recordings: [URL] = []
        var texts: [URL] = []
    }

    private let items: [Item]

    static func recognise(_ place: TranscriptPlace) throws(DataPreparationError) -> SidecarForm? {
        guard place.isFolder else { return nil }
        let items = Self.items(in: FolderTree(place.url))
        guard items.contains(where: { !$0.recordings.isEmpty && !$0.texts.isEmpty }) else { return nil }
        return SidecarForm(items: items)
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        let lines = try items.map { item in
            let speaker = try speaker(of: item, in: place)
            let reference = item.folder.isEmpty ? nil : item.recordings.first.flatMap(Self.reference)
            let origin =
                item.texts.first.map { Origin(file: $0.path, line: 1) } ?? Origin(file: item.recordings[0].path)
            return SourceLine(
                origin: origin,
                content: Result { () throws(LineFailure) in
                    let recording = try self.recording(of: item)
                    return SourceLine.Transcript(
                        recording: .file(recording.path), text: try text(of: item, recording), speaker: speaker,
                        reference: speaker == nil ? nil : reference)
                })
        }
        let account = TranscriptAccount(
            file: place.url.path, form: "a text beside each recording", lines: lines.count, rows: lines.count)
        return SourceReading(lines: lines, accounts: [account])
    }

    private static func items(in tree: FolderTree) -> [Item] {
        var items: [[String]: Item] = [:]
        for folder in tree.folders {
            var path = folder.path
            if let first = path.first, FolderTree.isKind(first) { path.removeFirst() }
            for name in folder.files {
                let url = folder.url.appendingPathComponent(name)
                let stem = SidecarText.stem(name) ?? FolderTree.stem(name)
                let isText = SidecarText.stem(name) != nil
                guard isText ? !notes.contains(stem.lowercased()) : FolderTree.isRecording(name) else { continue }
                if stem == "reference", !isText { continue }
                var item = items[path + [stem]] ?? Item(folder: path, stem: stem)
                if isText { item.texts.append(url) } else { item.recordings.append(url) }
                items[path + [stem]] = item
            }
        }
        return items.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// The folder of the speaker that an item lies in, or nil where all speak alike.
    ///
    /// - Throws: `DataPreparationError.deepFolders` where two folders could be the speaker's.
    private func speaker(of item: Item, in place: TranscriptPlace) throws(DataPreparationError) -> String? {
        // LibriTTS: SPEAKER/CHAPTER/SPEAKER_CHAPTER_…
        if let file = (item.recordings + item.texts).first {
            let (chapter, speaker) = (
                file.deletingLastPathComponent(), file.deletingLastPathComponent().deletingLastPathComponent()
            )
            if item.stem.hasPrefix("\(speaker.lastPathComponent)_\(chapter.lastPathComponent)_") {
                return speaker.lastPathComponent
            }
        }
        guard item.folder.count < 2 else {
            throw DataPreparationError.deepFolders(
                folder: place.url.path, example: (item.folder + [item.stem]).joined(separator: "/"))
        }
        return item.folder.first
    }

    private static func reference(beside recording: URL) -> URL? {
        RecordingName.extensions.map {
            recording.deletingLastPathComponent().appendingPathComponent("reference.\($0)")
        }.first(where: FileState.isFile)
    }

    private func recording(of item: Item) throws(LineFailure) -> URL {
        guard item.recordings.count < 2 else {
            throw LineFailure(.pairing(.severalRecordings(item.recordings.map(\.lastPathComponent))))
        }
        guard let recording = item.recordings.first else {
            throw LineFailure(
                .pairing(.noRecording(text: item.texts[0].lastPathComponent, recording: "\(item.stem).wav")))
        }
        return recording
    }

    private func text(of item: Item, _ recording: URL) throws(LineFailure) -> String {
        guard !item.texts.isEmpty else {
            throw LineFailure(
                .pairing(.noText(recording: recording.lastPathComponent, text: "\(item.stem).txt")))
        }
        return try SidecarText.text(of: item.texts)
    }
}
