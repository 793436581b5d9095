import Files
import Foundation

/// A folder for each speaker, with a transcript of its own in it; the folder's name is the speaker's where the lines name none.
struct SpeakerFoldersForm: TranscriptForm {
    /// A speaker's folder.
    private struct Speaker {
        var place: TranscriptPlace
        var form: any TranscriptForm
    }

    /// Names of folders that divide a corpus into splits, and are nobody's.
    private static let splits: Set = ["dev", "eval", "test", "train", "training", "val", "valid", "validation"]

    private let speakers: [Speaker]
    /// The recordings in folders that have no transcript.
    private let withoutText: [URL]

    static func recognise(_ place: TranscriptPlace) throws -> SpeakerFoldersForm? {
        guard place.isFolder else { return nil }
        var speakers: [Speaker] = []
        var others: [TranscriptPlace] = []
        for name in place.names where !FolderTree.isPlainFile(name) {
            let url = place.url.appendingPathComponent(name)
            guard FileState.isFolder(url) else { continue }
            let inner = try TranscriptPlace(url, fields: place.fields)
            if let form = try TranscriptForms.first(of: TranscriptForms.inOneFile, in: inner) {
                speakers.append(Speaker(place: inner, form: form))
            } else {
                others.append(inner)
            }
        }
        guard !speakers.isEmpty else { return nil }
        var withoutText: [URL] = []
        for other in others {
            if let form = try SidecarForm.recognise(other) {
                speakers.append(Speaker(place: other, form: form))
            } else {
                withoutText += other.names.filter(FolderTree.isRecording).map(other.url.appendingPathComponent)
            }
        }
        let names = speakers.map(\.place.url.lastPathComponent)
        guard !names.contains(where: { splits.contains($0.lowercased()) }) else {
            throw DataPreparationError.splitFolders(folder: place.url.path, names: names)
        }
        return SpeakerFoldersForm(speakers: speakers, withoutText: withoutText)
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        var reading = SourceReading()
        for speaker in speakers {
            let name = speaker.place.url.lastPathComponent
            var inner = try speaker.form.read(speaker.place)
            for index in inner.lines.indices {
                guard case .success(var transcript) = inner.lines[index].content else { continue }
                transcript.speaker = transcript.speaker ?? (FolderTree.isKind(name) ? nil : name)
                transcript.reference = transcript.reference ?? speaker.place.reference
                inner.lines[index].content = .success(transcript)
            }
            reading += inner
        }
        reading.lines += withoutText.map { SourceLine(withoutText: $0, place: "metadata.csv") }
        return reading
    }
}
