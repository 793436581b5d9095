import Testing

@testable import DataFeeding

@Suite("Sampling batches")
struct BatchSamplerTests {
    /// Clips of three speakers with 70, 25 and 5 clips.
    private static let speakers = (0..<100).map { $0 < 70 ? 0 : $0 < 95 ? 1 : 2 }
    private static let lengths = (0..<100).map { 20 + ($0 * 37) % 91 }

    private func sampler(
        batchSize: Int = 8, limit: BatchLimit? = nil, seed: UInt64 = 1, balance: Double = 1
    ) -> BatchSampler {
        BatchSampler(
            lengths: Self.lengths.map(UInt32.init), speakers: Self.speakers, limit: limit ?? .clips(batchSize),
            seed: seed, balance: balance)
    }

    @Test("Every clip comes once per epoch, and no batch is empty", arguments: [1, 3, 8, 100, 1000])
    func once(batchSize: Int) {
        let sampler = sampler(batchSize: batchSize)
        for epoch in 0..<3 {
            let batches = sampler.batches(epoch: epoch)
            #expect(batches.count == sampler.batchCount(epoch: epoch))
            #expect(batches.count == (100 + batchSize - 1) / batchSize)
            #expect(batches.allSatisfy { !$0.isEmpty && $0.count <= batchSize })
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<100))
        }
    }

    @Test("Any batch can be had at any time, in any order")
    func resuming() {
        let planned = (0..<3).map { sampler().batches(epoch: $0) }
        let fresh = sampler()
        for (epoch, position) in [(2, 7), (0, 0), (2, 6), (1, 12), (0, 12)] {
            #expect(fresh.batch(epoch: epoch, position: position) == planned[epoch][position])
            #expect(sampler().batch(epoch: epoch, position: position) == planned[epoch][position])
        }
    }

    @Test("Epochs and seeds give different orders")
    func variety() {
        let first = sampler().batches(epoch: 0)
        #expect(sampler().batches(epoch: 1) != first)
        #expect(sampler(seed: 2).batches(epoch: 0) != first)
    }

    @Test("Clips of like length come together, so that little is padding")
    func padding() {
        let padding = sampler().paddingShare(epoch: 0)
        #expect(padding < 0.08)
        #expect(sampler(batchSize: 1).paddingShare(epoch: 0) == 0)
        #expect(sampler(batchSize: 100).paddingShare(epoch: 0) > 0.3)
    }

    @Test(
        "Speakers' shares follow the balance, and the epoch keeps its size",
        arguments: [(1.0, [70, 25, 5]), (0.5, [54, 32, 14]), (0.0, [34, 33, 33])])
    func balance(balance: Double, expected: [Int]) {
        let batches = sampler(balance: balance).batches(epoch: 0)
        let drawn = batches.flatMap { $0 }
        #expect((0..<3).map { speaker in drawn.count { Self.speakers[$0] == speaker } } == expected)
        #expect(batches.count == 13)
        // Within a speaker, no clip comes twice before all have come.
        for speaker in 0..<3 {
            let counts = Self.speakers.indices.filter { Self.speakers[$0] == speaker }.map { clip in
                drawn.count { $0 == clip }
            }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
    }

    @Test("Without clips there are no batches")
    func nothing() {
        let sampler = BatchSampler(lengths: [], speakers: [], limit: .clips(4), seed: 0, balance: 0.5)
        #expect(sampler.batchCount(epoch: 0) == 0)
        #expect(sampler.batches(epoch: 0).isEmpty)
        #expect(sampler.paddingShare(epoch: 0) == 0)
    }

    // MARK: By frames

    @Test("A limit of frames holds padding included, and every clip comes once", arguments: [110, 250, 1000, 100_000])
    func frames(limit: Int) {
        let sampler = sampler(limit: .positions(limit))
        for epoch in 0..<2 {
            let batches = sampler.batches(epoch: epoch)
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<100))
            for batch in batches { #expect(batch.count * (batch.map { Self.lengths[$0] }.max() ?? 0) <= limit) }
        }
        #expect(sampler.batches(epoch: 0) == self.sampler(limit: .positions(limit)).batches(epoch: 0))
        #expect(sampler.batches(epoch: 0) != sampler.batches(epoch: 1) || limit == 100_000)
    }

    @Test("A batch has as many clips as fit: together with the next longer clip of its window it would be too large")
    func full() {
        let batches = sampler(limit: .positions(600)).batches(epoch: 0)
        // In order of length, as windows were cut; there is one window of all clips.
        let sorted = batches.sorted { Self.lengths[$0[0]] < Self.lengths[$1[0]] }
        for (batch, next) in zip(sorted, sorted.dropFirst()) {
            #expect((batch.count + 1) * Self.lengths[next[0]] > 600)
        }
    }

    @Test("A clip that is longer than the limit is alone")
    func tooLong() {
        let sampler = BatchSampler(lengths: [5, 50, 5], speakers: [0, 0, 0], limit: .positions(10), seed: 1)
        #expect(Set(sampler.batches(epoch: 0).map { Set($0) }) == [[0, 2], [1]])
    }

    /// The order of a version before batches by frames, which runs that go on depend on.
    @Test("The order of batches stays as it was")
    func sameOrder() {
        let sampler = BatchSampler(
            lengths: (0..<12).map { UInt32(3 + $0 * 7 % 5) }, speakers: (0..<12).map { $0 % 2 }, limit: .clips(3),
            seed: 42, balance: 0.5)
        #expect(sampler.batches(epoch: 3) == [[9, 2, 7], [3, 8, 1], [6, 11, 4], [0, 5, 10]])
    }
}
