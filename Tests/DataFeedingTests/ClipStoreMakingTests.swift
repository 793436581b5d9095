import Audio
import DatasetFixtures
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DataFeeding
@testable import DataPreparation
@testable import SpeechDataset

@Suite("Several processes that make one store")
struct ClipStoreMakingTests {
    let shards: ShardFolder
    private var file: URL { shards.folder.file("cache/clips/x.clips") }
    private var lock: URL { file.appendingPathExtension("lock") }

    init() throws {
        shards = try ShardFolder()
        try shards.twoSpeakers()
        try DatasetJSON.makeFolder(file.deletingLastPathComponent())
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path).sorted()
    }

    @Test("The second waits, says so, and takes the first one's store")
    func second() async throws {
        let held = Mutex<FolderLock?>(try FolderLock(lock))
        let notes = Mutex<[String]>([])
        let processing = try shards.processing()
        let other = try #require(try processing.run(into: shards.folder.file("other.clips"), countingWork()))
        let file = file
        let waiting = Task.detached {
            var work = countingWork { _ in throw DataPreparationError.noSources }
            work.tokens = { _ in
                Issue.record("it was made again")
                return 1
            }
            work.note = { note in notes.withLock { $0.append(note) } }
            return try processing.run(into: file, work)?.count
        }
        while notes.withLock(\.isEmpty) { try await Task.sleep(for: .milliseconds(5)) }
        try FileManager.default.copyItem(at: shards.folder.file("other.clips"), to: file)
        held.withLock { $0 = nil }
        #expect(try await waiting.value == other.count)
        #expect(
            notes.withLock { $0 } == [
                "The process \(ProcessInfo.processInfo.processIdentifier) is making these clips ready: waiting for it",
                "Another process has made these clips ready: they are used",
            ])
    }

    @Test("When the first one fails, the second makes it; and waiting can be stopped")
    func failing() async throws {
        let held = Mutex<FolderLock?>(try FolderLock(lock))
        let processing = try shards.processing()
        #expect(try processing.run(into: file, countingWork(shouldStop: { true })) == nil)
        let isWaiting = Atomic(false)
        let file = file
        async let store = Task.detached {
            var work = countingWork()
            work.note = { _ in isWaiting.store(true, ordering: .relaxed) }
            return try processing.run(into: file, work)?.count
        }.value
        while !isWaiting.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(5)) }
        held.withLock { $0 = nil }
        #expect(try await store == 12)
        #expect(try names() == ["x.clips", "x.clips.lock"])
    }

    @Test("Where there are no locks, all make it, and one store is left")
    func withoutLocks() async throws {
        // What cannot be opened cannot be locked.
        try DatasetJSON.makeFolder(lock)
        let file = file
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<8 {
                let processing = try shards.processing()
                group.addTask { try processing.run(into: file, countingWork())?.count }
            }
            for try await count in group { #expect(count == 12) }
        }
        #expect(try names() == ["x.clips", "x.clips.lock"])
        #expect(try ClipStore(file)?.clip(0).id == ShardFolder.Row.id(0))
    }

    @Test(
        "What a killed process of this machine left is removed; of another machine, what nobody has touched for a day")
    func leftovers() throws {
        let folder = file.deletingLastPathComponent()
        let ours = PartialClipStore.url(for: file)
        let others = [folder.appending(path: "x.clips.abcdef-1.partial"), folder.appending(path: "x.clips.17.partial")]
        let strangers = folder.appending(path: "y.clips.\(PartialClipStore.machine)-1.partial")
        for url in [ours, strangers] + others { try Data("x".utf8).write(to: url) }
        let processing = try shards.processing()
        _ = try processing.run(into: file, countingWork())
        #expect(!FileManager.default.fileExists(atPath: ours.path))
        #expect((others + [strangers]).allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
        for url in others + [strangers] {
            let date = Date(timeIntervalSinceNow: -PartialClipStore.patience - 60)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: url.path)
        }
        _ = try processing.run(into: file, countingWork())
        #expect(try names() == ["x.clips", "x.clips.lock", strangers.lastPathComponent])
    }

    @Test("Without locks, what this machine began may be alive, and stays")
    func aliveWithoutLocks() throws {
        try DatasetJSON.makeFolder(lock)
        let ours = PartialClipStore.url(for: file)
        try Data("x".utf8).write(to: ours)
        _ = try shards.processing().run(into: file, countingWork())
        #expect(FileManager.default.fileExists(atPath: ours.path))
    }
}
