import Files
import Foundation
import SpeechDataset

/// A folder or file that a user named, as forms of transcripts look at it.
struct TranscriptPlace: Sendable {
    /// What was named.
    let url: URL
    /// Whether that is a folder.
    let isFolder: Bool
    /// The names of what lies in the folder, sorted, without hidden ones; of a file, its own name alone.
    let names: [String]
    private let isThere: Set<String>
    /// What columns and fields are called.
    let fields: TranscriptFields
    /// Whom the user says to speak in all of it, when the user does.
    let speaker: String?

    /// Looks at a place.
    ///
    /// - Throws: `DataPreparationError.sourceMissing`, or `.unreadable` for a folder that cannot be listed.
    init(_ url: URL, fields: TranscriptFields = TranscriptFields(), speaker: String? = nil) throws {
        self.url = url
        self.fields = fields
        self.speaker = speaker
        isFolder = FileState.isFolder(url)
        guard isFolder else {
            guard FileState.isFile(url) else { throw DataPreparationError.sourceMissing(path: url.path) }
            names = [url.lastPathComponent]
            isThere = Set(names)
            return
        }
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw FileError.unreadable(path: url.path, reason: SystemError.reason(of: error))
        }
        isThere = Set(names)
    }

    /// The folder that paths in the transcript are relative to.
    var folder: URL { isFolder ? url : url.deletingLastPathComponent() }

    /// The file of a name, where the place has it.
    func file(_ name: String) -> URL? {
        isThere.contains(name) ? (isFolder ? url.appendingPathComponent(name) : url) : nil
    }

    /// Whether a file is called like a recording of the folder, and so has the text of that one alone.
    func standsBesideRecording(_ name: String) -> Bool {
        let stem = FolderTree.stem(name)
        return RecordingName.extensions.contains { isThere.contains("\(stem).\($0)") }
    }

    /// The recording that a transcript calls `path`.
    func recording(_ path: String) -> URL { RecordingPath.resolve(path, in: folder) }

    /// The file `reference` of a folder, with any extension of audio.
    var reference: URL? {
        guard isFolder else { return nil }
        return RecordingName.extensions.lazy.compactMap { file("reference.\($0)") }.first(where: FileState.isFile)
    }
}
