import DatasetFixtures
import SpeechDataset
import TestSupport
import Testing

@testable import DataFeeding

@Suite("Sharing batches among ranks")
struct RankShareTests {
    let shards: ShardFolder

    init() throws { shards = try ShardFolder() }

    @Test("All ranks have equally many positions, and together the list in its order", arguments: 1...5, [0, 1, 7, 12])
    func rounds(worldSize: Int, total: Int) {
        let shares = (0..<worldSize).map { RankShare(rank: $0, worldSize: worldSize) }
        let count = shares[0].count(of: total)
        #expect(shares.allSatisfy { $0.count(of: total) == count })
        let places = (0..<count).map { position in shares.compactMap { $0.place(position, of: total) } }
        #expect(places.flatMap { $0 } == Array(0..<total))
        #expect(places == (0..<count).map { Array(shares[0].round($0, of: total)) })
    }

    @Test("A process alone has all of it")
    func whole() {
        #expect(RankShare.whole == RankShare(rank: 0, worldSize: 1))
        #expect((0..<4).map { RankShare.whole.place($0, of: 3) } == [0, 1, 2, nil])
    }

    /// The clips of every batch of an epoch and of the validation, rank by rank within a round.
    private func rounds(_ feeds: [any ClipFeed], epoch: Int) throws -> (train: [[String]], validation: [[String]]) {
        let counts = feeds.map { [$0.batchCount(epoch: epoch), $0.validationBatchCount] }
        #expect(Set(counts).count == 1)
        let train = try (0..<counts[0][0]).flatMap { position in
            try feeds.map { try $0.batch(epoch: epoch, position: position).map(\.clip.id) }
        }
        let validation = try (0..<counts[0][1]).flatMap { position in
            try feeds.map { try $0.validationBatch(position).map(\.id) }
        }
        return (train.filter { !$0.isEmpty }, validation.filter { !$0.isEmpty })
    }

    private func stream(_ share: RankShare, maximumBadShare: Double = 0.05) throws -> StreamedClips {
        let options = StreamingOptions(limit: .clips(2), validationBatchSize: 2, buffer: 7, seed: 3, share: share)
        return try #require(
            try shards.processing(maximumBadShare: maximumBadShare).stream(
                options, desk: EncodingDesk(), countingWork()))
    }

    @Test("The ranks of a store cover the same clips in the same order as a process alone", arguments: 2...4)
    func stored(worldSize: Int) throws {
        try shards.twoSpeakers(train: 12)
        let store = try #require(try shards.processing().run(into: shards.folder.file("x.clips"), countingWork()))
        func feed(_ share: RankShare) -> StoredFeed {
            StoredFeed(store, order: [0, 1], limit: .clips(2), validationBatchSize: 1, seed: 3, share: share)
        }
        let alone = try rounds([feed(.whole)], epoch: 1)
        let shared = try rounds((0..<worldSize).map { feed(RankShare(rank: $0, worldSize: worldSize)) }, epoch: 1)
        #expect(shared == alone)
    }

    @Test("The ranks of a stream cover the same clips in the same order as a process alone", arguments: 2...4)
    func streamed(worldSize: Int) throws {
        try shards.twoSpeakers(train: 20, shards: 2)
        let alone = try rounds([stream(.whole)], epoch: 1)
        let shared = try rounds(
            (0..<worldSize).map { try stream(RankShare(rank: $0, worldSize: worldSize)) }, epoch: 1)
        #expect(shared == alone)
    }

    @Test("Rows that turn out bad late are the same for all ranks, which keep equally many steps", arguments: 2...3)
    func late(worldSize: Int) throws {
        var rows = (0..<15).map { ShardFolder.Row($0) }
        for bad in [3, 4, 11] { rows[bad].codes = nil }  // And their bytes are no recordings.
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        let feeds = try (0..<worldSize).map {
            try stream(RankShare(rank: $0, worldSize: worldSize), maximumBadShare: 0.5)
        }
        let alone = try stream(.whole, maximumBadShare: 0.5)
        #expect(try rounds(feeds, epoch: 0).train == rounds([alone], epoch: 0).train)
        #expect(feeds.allSatisfy { $0.lateBadRows == alone.lateBadRows })
        #expect(alone.lateBadRows.map(\.row) == [3, 4, 11])
        // Too many are too many for all, at the same step.
        for rank in 0..<worldSize {
            let strict = try stream(RankShare(rank: rank, worldSize: worldSize), maximumBadShare: 0.1)
            let failing = (0..<strict.batchCount(epoch: 0)).first { position in
                (try? strict.batch(epoch: 0, position: position)) == nil
            }
            let first = try stream(RankShare(rank: 0, worldSize: worldSize), maximumBadShare: 0.1)
            #expect(
                failing
                    == (0..<first.batchCount(epoch: 0)).first { (try? first.batch(epoch: 0, position: $0)) == nil })
        }
    }
}
