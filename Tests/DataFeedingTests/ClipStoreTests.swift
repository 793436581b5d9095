import DatasetFixtures
import Foundation
import SpeechDataset
import TestSupport
import Testing

@testable import DataFeeding

@Suite("The store of clips")
struct ClipStoreTests {
    let shards: ShardFolder
    private var file: URL { shards.folder.file("cache/clips/x.clips") }

    init() throws { shards = try ShardFolder() }

    private func make(_ processing: ClipProcessing? = nil) throws -> ClipStore {
        try #require(try (processing ?? shards.processing()).run(into: file, countingWork()))
    }

    @Test("Clips of all speakers come out as they went in, those to train on first")
    func roundTrip() throws {
        try shards.twoSpeakers(shards: 2)
        let store = try make()
        #expect(store.count == 12 && store.trainCount == 9)
        #expect((0..<12).map { store.speaker($0) } == [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1])
        #expect((0..<6).map { store.frames($0) } == [3, 4, 5, 6, 7, 3])
        #expect(store.tokens(0) == 2)
        let clip = try store.clip(1)
        #expect(clip.id == ShardFolder.Row.id(1) && clip.text == "Sentence 1." && clip.language == "English")
        #expect(clip.codes.values == (0..<64).map { Int16($0 + 1) })
        #expect(try store.clip(11).id == ShardFolder.Row.id(3000))
        #expect(store.summary.languages == ["English": ShardFolder.Row.id(0)])
        #expect(store.summary.speakers.map(\.train.clips) == [6, 3])
        #expect(store.summary.speakers.map(\.validation.clips) == [2, 1])
        #expect(abs(store.summary.speakers[0].train.seconds - 28 * 0.08) < 1e-9)
        #expect(store.summary.rows == 12 && store.summary.badRows == 0 && store.summary.encoded == 0)
        #expect(try shards.folder.names.filter { $0.hasSuffix(".partial") } == [])
    }

    @Test("What is damaged, cut off or not finished is no store, and damage within is found")
    func damage() throws {
        try shards.twoSpeakers()
        _ = try make()
        let content = try Data(contentsOf: file)
        #expect(try ClipStore(shards.folder.file("none")) == nil)
        for length in [0, 10, 100, content.count / 2, content.count - 1] {
            try content.prefix(length).write(to: file)
            #expect(try ClipStore(file) == nil, "\(length)")
        }
        for place in [0, content.count - 100, content.count - 50, content.count - 1] {
            var changed = content
            changed[place] ^= 1
            try changed.write(to: file)
            #expect(try ClipStore(file) == nil, "\(place)")
        }
        var changed = content
        changed[60] ^= 1
        try changed.write(to: file)
        let store = try #require(try ClipStore(file))
        #expect(throws: DataFeedingError.brokenStore(path: file.path, clip: 0)) { try store.clip(0) }
        #expect(try store.clip(1).id == ShardFolder.Row.id(1))
        try content.write(to: file)
        #expect(try ClipStore(file)?.clip(0).id == ShardFolder.Row.id(0))
    }

    @Test("Many threads read at once")
    func threads() async throws {
        try shards.twoSpeakers(train: 40)
        let store = try make()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<400 {
                let place = index % 40
                group.addTask { try store.clip(place).id == ShardFolder.Row.id(place) }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test("A head with numbers that cannot be is no store, and traps nothing", arguments: 0..<4)
    func numbers(index: Int) throws {
        try shards.twoSpeakers()
        _ = try make()
        let content = [UInt8](try Data(contentsOf: file))
        let start = content.count - 72 + 8 * index
        let numbers: [UInt64] = [.max, 1 << 63, 1 << 63 - 1, 1 << 60, 1 << 59, UInt64(content.count), 1 << 32]
        for number in numbers {
            var changed = content
            for byte in 0..<8 { changed[start + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte)) }
            try Data(changed).write(to: file)
            #expect(try ClipStore(file) == nil, "\(number)")
        }
        _ = try make()
        #expect(try ClipStore(file)?.count == 12)
    }
}
