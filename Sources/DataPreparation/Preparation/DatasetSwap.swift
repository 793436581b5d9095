import Files
import Foundation
import SpeechDataset

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
    /// - Throws: `FileError.cannotWrite`, which names the file: the dataset is half changed as long as the journal is there, and else as
    ///   it was; `.notTidied` when all changes are made.
    func commit(in folder: WorkingFolder) throws {
        if !moved.isEmpty || !removed.isEmpty {
            try DatasetJSON.writeIfChanged(try DatasetJSON.document(self), to: folder.journal)
        }
        try Self.make(in: folder)
        try tidying(folder) { try Self.clear(folder) }
    }

    /// Makes the changes that a run wrote down and did not finish, and throws new files of one that wrote nothing down away.
    static func finish(in folder: WorkingFolder) throws {
        try make(in: folder)
        try clear(folder)
    }

    /// Makes the changes that are written down.
    private static func make(in folder: WorkingFolder) throws {
        guard FileState.isFile(folder.journal) else { return }
        let swap = try read(folder.journal)
        for path in swap.moved { try move(path, in: folder) }
        for path in swap.removed {
            let place = folder.dataset.appendingPathComponent(path)
            if FileState.isFile(place) { try remove(place) }
        }
        try remove(folder.journal)
    }

    /// Removes new files that no journal names.
    private static func clear(_ folder: WorkingFolder) throws {
        if FileState.isFolder(folder.incoming) { try remove(folder.incoming) }
    }

    private static func read(_ journal: URL) throws -> DatasetSwap {
        do {
            return try JSONDecoder().decode(DatasetSwap.self, from: Data(contentsOf: journal))
        } catch {
            throw FileError.unreadable(path: journal.path, reason: SystemError.reason(of: error))
        }
    }

    /// Moves a new file, unless that was done before the interruption.
    private static func move(_ path: String, in folder: WorkingFolder) throws {
        let new = folder.incoming.appendingPathComponent(path)
        guard FileState.isFile(new) else { return }
        let place = folder.dataset.appendingPathComponent(path)
        try DatasetJSON.makeFolder(place.deletingLastPathComponent())
        try AtomicFile.move(new, to: place)
    }

    private static func remove(_ file: URL) throws {
        do {
            try FileManager.default.removeItem(at: file)
        } catch {
            throw FileError.cannotWrite(path: file.path, reason: SystemError.reason(of: error))
        }
    }
}

/// Runs `work`, which puts working files in order once the dataset is whole, so that its failure says just that.
func tidying(_ folder: WorkingFolder, _ work: () throws -> Void) throws {
    do {
        try work()
    } catch FileError.cannotWrite(let path, let reason) {
        throw DataPreparationError.notTidied(folder: folder.dataset.path, path: path, reason: reason)
    }
}
