import Files
import Foundation
import SpeechDataset

extension FolderLock {
    /// Keeps others out of a dataset's folder, and finishes what an earlier run wrote down.
    static func holding(_ folder: WorkingFolder) throws -> FolderLock {
        try DatasetJSON.makeFolder(folder.root)
        let lock: FolderLock
        do throws(FolderLock.Failure) {
            lock = try FolderLock(folder.lock)
        } catch {
            switch error {
            case .taken(let process): throw DataPreparationError.locked(folder: folder.dataset.path, process: process)
            case .cannotWrite(let reason): throw FileError.cannotWrite(path: folder.lock.path, reason: reason)
            }
        }
        try folder.adoptEarlierLayout()
        try DatasetSwap.finish(in: folder)
        return lock
    }
}
