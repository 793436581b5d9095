import Files
import Foundation
import SpeechDataset

/// Earlier versions kept each speaker's files in `.prepare/SPEAKER`, among the tool's own.
extension WorkingFolder {
    /// What the folder of a speaker called `speakers` is named while the folder of all speakers takes its place.
    private var aside: URL { root.appendingPathComponent(".speakers") }

    /// Moves the speakers' folders of an earlier version to where they are now, so that no clip is decoded again.
    ///
    /// Interrupted, the next call goes on. Whoever calls it has the lock. A speaker called `new` is decoded again, as in each run of the
    /// earlier versions, which took that folder for the one of new files.
    func adoptEarlierLayout() throws {
        // Only a speaker's folder has an index.
        if FileState.isFile(speakers.appendingPathComponent("index.jsonl")) { try move(speakers, to: aside) }
        try DatasetJSON.makeFolder(speakers)
        if FileState.isFolder(aside) { try move(aside, to: speakers.appendingPathComponent(Self.speakersName)) }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: root.path)
        } catch {
            throw FileError.unreadable(path: root.path, reason: SystemError.reason(of: error))
        }
        for name in names where ![Self.speakersName, incoming.lastPathComponent].contains(name) {
            let folder = root.appendingPathComponent(name)
            guard FileState.isFolder(folder.appendingPathComponent("audio")) else { continue }
            let place = speakers.appendingPathComponent(name)
            if FileState.isFolder(place) {
                // Both versions prepared the speaker, and what the later one knows is as good.
                do {
                    try FileManager.default.removeItem(at: folder)
                } catch {
                    throw FileError.cannotWrite(path: folder.path, reason: SystemError.reason(of: error))
                }
            } else {
                try move(folder, to: place)
            }
        }
    }

    private func move(_ file: URL, to place: URL) throws {
        try AtomicFile.move(file, to: place)
    }
}
