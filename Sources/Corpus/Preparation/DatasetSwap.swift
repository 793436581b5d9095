import Audio
import Files
import Foundation

/// Puts new files of a dataset into their places and removes what they replace, all or nothing.
///
/// What is to be done is written down first. When it is interrupted, the next run finishes it before anything else.
struct DatasetSwap: Codable, Equatable {
    /// Paths within the dataset's folder; each new file waits under the same path in `.prepare/new`.
    var moved: [String] = []
    /// Paths within the dataset's folder.
    var removed: [String] = []

    /// Makes the changes.
    func commit(in folder: WorkingFolder) throws(CorpusError) {
        if !moved.isEmpty || !removed.isEmpty {
            try DatasetJSON.writeIfChanged(try DatasetJSON.document(self), to: folder.journal)
        }
        try Self.finish(in: folder)
    }

    /// Makes the changes that a run wrote down and did not finish.
    static func finish(in folder: WorkingFolder) throws(CorpusError) {
        do {
            if RecordingPath.exists(folder.journal) {
                let swap = try JSONDecoder().decode(DatasetSwap.self, from: Data(contentsOf: folder.journal))
                for path in swap.moved {
                    let new = folder.incoming.appendingPathComponent(path)
                    let place = folder.dataset.appendingPathComponent(path)
                    guard RecordingPath.exists(new) else { continue }
                    try FileManager.default.createDirectory(
                        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try AtomicFile.move(new, to: place)
                }
                for path in swap.removed {
                    let place = folder.dataset.appendingPathComponent(path)
                    if RecordingPath.exists(place) { try FileManager.default.removeItem(at: place) }
                }
                try FileManager.default.removeItem(at: folder.journal)
            }
            // Without a journal, new files are those of a run that did not come to its end.
            if RecordingPath.isFolder(folder.incoming) { try FileManager.default.removeItem(at: folder.incoming) }
        } catch let error as FileError {
            throw CorpusError(error)
        } catch {
            throw .cannotWrite(path: folder.dataset.path, reason: describe(error))
        }
    }
}
