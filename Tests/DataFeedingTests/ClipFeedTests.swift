import Audio
import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataFeeding
@testable import SpeechDataset

@Suite("Feeding clips")
struct ClipFeedTests {
    let shards: ShardFolder

    init() throws { shards = try ShardFolder() }

    private func stream(
        buffer: Int = 4, limit: BatchLimit = .clips(2), desk: EncodingDesk = EncodingDesk(),
        maximumBadShare: Double = 0.05
    ) throws -> StreamedClips {
        let options = StreamingOptions(limit: limit, validationBatchSize: 2, buffer: buffer, seed: 3)
        return try #require(
            try shards.processing(maximumBadShare: maximumBadShare).stream(options, desk: desk, countingWork()))
    }

    private func ids(_ feed: some ClipFeed, epoch: Int) throws -> [[String]] {
        try (0..<feed.batchCount(epoch: epoch)).map { try feed.batch(epoch: epoch, position: $0).map(\.clip.id) }
    }

    @Test("A stream gives every clip once per epoch, with its codes, and any batch without those before")
    func streaming() throws {
        try shards.twoSpeakers(train: 20, shards: 2)
        let feed = try stream(buffer: 7)
        let epochs = try (0..<2).map { try ids(feed, epoch: $0) }
        let all = ((0..<20).map(ShardFolder.Row.id) + (2000..<2010).map(ShardFolder.Row.id)).sorted()
        #expect(epochs[0].flatMap { $0 }.sorted() == all)
        #expect(epochs[1].flatMap { $0 }.sorted() == all)
        #expect(epochs[0] != epochs[1])
        let fresh = try stream(buffer: 7)
        #expect(try fresh.batch(epoch: 1, position: 9).map(\.clip.id) == epochs[1][9])
        #expect(try fresh.batch(epoch: 0, position: 2).map(\.clip.id) == epochs[0][2])
        for item in try fresh.batch(epoch: 0, position: 2) {
            let number = try #require(Int(item.clip.id.suffix(8), radix: 16))
            #expect(item.clip.codes.values[0] == Int16(number % 2048))
            #expect(item.clip.text == "Sentence \(number).")
            #expect(try item.companion(item.place) == item.clip)
            for place in 0..<item.companions { #expect(try item.companion(place).speaker == item.clip.speaker) }
        }
    }

    @Test("A store and a stream have the same clips, validation and totals")
    func same() throws {
        try shards.twoSpeakers(train: 10)
        let streamed = try stream()
        let store = try #require(try shards.processing().run(into: shards.folder.file("x.clips"), countingWork()))
        let stored = StoredFeed(store, order: [0, 1], limit: .clips(2), validationBatchSize: 2, seed: 3)
        #expect(streamed.summary.fingerprint == store.summary.fingerprint)
        #expect(streamed.summary.speakers == store.summary.speakers)
        #expect(streamed.textTokens == (0..<store.trainCount).reduce(0) { $0 + store.tokens($1) })
        #expect(streamed.frames == (0..<store.trainCount).reduce(0) { $0 + store.frames($1) })
        #expect(streamed.validationBatchCount == 2 && stored.validationBatchCount == 2)
        for position in 0..<2 {
            #expect(try streamed.validationBatch(position) == stored.validationBatch(position))
        }
        #expect(try ids(stored, epoch: 0).flatMap { $0 }.sorted() == ids(streamed, epoch: 0).flatMap { $0 }.sorted())
    }

    @Test("A stored clip goes on from others of its speaker")
    func companions() throws {
        try shards.twoSpeakers(train: 6)
        let store = try #require(try shards.processing().run(into: shards.folder.file("x.clips"), countingWork()))
        let feed = StoredFeed(store, order: [1, 0], limit: .clips(20), validationBatchSize: 2, seed: 3)
        for item in try feed.batch(epoch: 0, position: 0) {
            #expect(item.companions == (item.clip.speaker == 0 ? 6 : 3))
            #expect(try item.companion(item.place) == item.clip)
        }
    }

    @Test("What a stream meets without codes is encoded by the thread that asks, once")
    func encoding() throws {
        var rows = (0..<6).map { ShardFolder.Row($0) }
        for index in [1, 4] {
            rows[index].codes = nil
            rows[index].duration = 0.4
            let samples = (0..<9600).map { Float(sin(Double($0 * (index + 1)) / 20)) / 2 }
            rows[index].bytes = try AudioFile.encode(Waveform(samples: samples, sampleRate: 24000), format: .flac16)
        }
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        var encoded = 0
        for _ in 0..<2 {
            let desk = EncodingDesk()
            let feed = try stream(buffer: 3, desk: desk)
            let batches = Prefetch(0..<feed.batchCount(epoch: 0), workers: 1, depth: 2) {
                try feed.batch(epoch: 0, position: $0)
            }
            var clips: [StoredClip] = []
            while let next = try batches.next(meanwhile: {
                desk.serve { _ in
                    encoded += 1
                    return Codes(frames: 5, values: [Int16](repeating: 3, count: 80))
                }
            }) { clips += next.item.map(\.clip) }
            #expect(clips.count == 6)
            #expect(clips.count { $0.codes.values[0] == 3 && $0.codes.frames == 5 } == 2)
            desk.close()
        }
        #expect(encoded == 2)
    }

    @Test("Rows that turn out bad only when they are read are left out, up to the share that is allowed")
    func late() throws {
        var rows = (0..<8).map { ShardFolder.Row($0) }
        rows[3].codes = nil  // And its bytes are no recording.
        rows[5].text = nil
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        let feed = try stream(maximumBadShare: 0.3)
        #expect(feed.summary.badRows == 1)
        let found = try ids(feed, epoch: 0).flatMap { $0 }
        #expect(Set(found) == Set([0, 1, 2, 4, 6, 7].map(ShardFolder.Row.id)))
        #expect(feed.lateBadRows.map(\.row) == [3])
        let strict = try stream(maximumBadShare: 0.2)
        #expect(throws: DataFeedingError.self) { try ids(strict, epoch: 0) }
    }

    @Test("Batches by frames need durations in a stream")
    func durations() throws {
        try shards.twoSpeakers()
        #expect(try ids(stream(limit: .positions(12)), epoch: 0).flatMap { $0 }.count == 9)
        var row = ShardFolder.Row(1)
        row.duration = nil
        try shards.write([row], "b/train-00000-of-00001.parquet")
        let expected = DataFeedingError.lengthUnknown(path: "b/train-00000-of-00001.parquet", row: 0)
        #expect(throws: expected) { try stream(limit: .positions(12)) }
        #expect(
            expected.description
                == "b/train-00000-of-00001.parquet, row 0: There is no duration, which MAX_BATCH_FRAMES needs when streaming. Set "
                + "MAX_BATCH_FRAMES=0, or USE_STREAMING_DATASET=false, or prepare the data with 'qwen3-tts prepare'.")
        #expect(try ids(stream(), epoch: 0).flatMap { $0 }.count == 7)
    }
}
