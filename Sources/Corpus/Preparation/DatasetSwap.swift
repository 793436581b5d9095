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
    ///
    /// - Throws: `CorpusError.cannotWrite`, which names the file: the dataset is half changed as long as the journal is there, and else as
    ///   it was; `.notTidied` when all changes are made.
    func commit(in folder: WorkingFolder) throws(CorpusError) {
        if !moved.isEmpty || !removed.isEmpty {
            try DatasetJSON.writeIfChanged(try DatasetJSON.document(self), to: folder.journal)
        }
        try Self.make(in: folder)
        try tidying(folder) { () throws(CorpusError) in try Self.clear(folder) }
    }

    /// Makes the changes that a run wrote down and did not finish, and throws new files of one that wrote nothing down away.
    static func finish(in folder: WorkingFolder) throws(CorpusError) {
        try make(in: folder)
        try clear(folder)
    }

    /// Makes the changes that are written down.
    private static func make(in folder: WorkingFolder) throws(CorpusError) {
        guard RecordingPath.exists(folder.journal) else { return }
        let swap = try read(folder.journal)
        for path in swap.moved { try move(path, in: folder) }
        for path in swap.removed {
            let place = folder.dataset.appendingPathComponent(path)
            if RecordingPath.exists(place) { try remove(place) }
        }
        try remove(folder.journal)
    }

    /// Removes new files that no journal names.
    private static func clear(_ folder: WorkingFolder) throws(CorpusError) {
        if RecordingPath.isFolder(folder.incoming) { try remove(folder.incoming) }
    }

    private static func read(_ journal: URL) throws(CorpusError) -> DatasetSwap {
        do {
            return try JSONDecoder().decode(DatasetSwap.self, from: Data(contentsOf: journal))
        } catch {
            throw .unreadable(path: journal.path, reason: describe(error))
        }
    }

    /// Moves a new file, unless that was done before the interruption.
    private static func move(_ path: String, in folder: WorkingFolder) throws(CorpusError) {
        let new = folder.incoming.appendingPathComponent(path)
        guard RecordingPath.exists(new) else { return }
        let place = folder.dataset.appendingPathComponent(path)
        try DatasetJSON.makeFolder(place.deletingLastPathComponent())
        try reporting { () throws(FileError) in try AtomicFile.move(new, to: place) }
    }

    private static func remove(_ file: URL) throws(CorpusError) {
        do {
            try FileManager.default.removeItem(at: file)
        } catch {
            throw .cannotWrite(path: file.path, reason: describe(error))
        }
    }
}

/// Runs `work`, which puts working files in order once the dataset is whole, so that its failure says just that.
func tidying(_ folder: WorkingFolder, _ work: () throws(CorpusError) -> Void) throws(CorpusError) {
    do throws(CorpusError) {
        try work()
    } catch {
        guard case .cannotWrite(let path, let reason) = error else { throw error }
        throw .notTidied(folder: folder.dataset.path, path: path, reason: reason)
    }
}
