import Files
import Foundation
import SpeechDataset

/// The right to make a store, which one process has at a time wherever the file system has locks.
///
/// Where it has none, such as on some shared folders, all make it: under names of their own, and the last one to finish replaces the others'.
final class ClipStoreTurn {
    /// Nil where the file system has no locks.
    private let lock: FolderLock?

    /// Whether another process had it first.
    private(set) var hasWaited = false

    /// Whether no other process of this machine makes the store.
    var isExclusive: Bool { lock != nil }

    /// Waits for the turn; nil when that was stopped.
    ///
    /// - Parameters:
    ///   - note: is told, once, that another process has it.
    ///   - shouldStop: asked ten times a second.
    init?(_ url: URL, note: (String) throws -> Void, shouldStop: () -> Bool) throws {
        try DatasetJSON.makeFolder(url.deletingLastPathComponent())
        while true {
            do throws(FolderLock.Failure) {
                lock = try FolderLock(url.appendingPathExtension("lock"))
                return
            } catch {
                guard case .taken(let process) = error else {
                    lock = nil
                    return
                }
                if shouldStop() { return nil }
                if !hasWaited {
                    let other = process.map { "The process \($0)" } ?? "Another process"
                    try note("\(other) is making these clips ready: waiting for it")
                    hasWaited = true
                }
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }
}
