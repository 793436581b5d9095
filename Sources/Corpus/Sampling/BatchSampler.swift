/// Which clips make up each batch: a pure function of seed, epoch and position.
///
/// An epoch's clips are shuffled, sorted by length within windows of 16 batches so that a batch needs little padding, cut into
/// batches, and the batches are shuffled. The list is the same for any number of ranks, which take batches in turn; a rank's
/// position `p` is the list's `rank + p * worldSize`.
public struct BatchSampler: Sendable {
    /// Batches whose clips are sorted by length together.
    static let window = 16

    /// The length of each clip, in frames.
    public let lengths: [Int]
    /// Clips per batch; the last batch of an epoch's list may have fewer.
    public let batchSize: Int

    private let clipsBySpeaker: [[Int]]
    private let shares: [Int]
    private let seed: UInt64
    private let rank: Int
    private let worldSize: Int
    private let memory = EpochMemory()

    /// Plans the batches of any number of epochs.
    ///
    /// - Parameters:
    ///   - lengths: frames per clip.
    ///   - speakers: each clip's speaker, as any number that tells speakers apart.
    ///   - batchSize: clips per batch, at least 1.
    ///   - seed: what the order depends on.
    ///   - balance: the exponent α of a speaker's share, which is proportional to nᵅ for n clips. With 1 every clip comes once per epoch; with 0
    ///     every speaker has the same share. The epoch's size stays the same: clips of small speakers are repeated, some of large ones left out.
    ///   - rank: this process, from 0.
    ///   - worldSize: the number of processes.
    public init(
        lengths: [Int], speakers: [Int], batchSize: Int, seed: UInt64, balance: Double = 1, rank: Int = 0,
        worldSize: Int = 1
    ) {
        precondition(lengths.count == speakers.count, "every clip has a length and a speaker")
        precondition(batchSize > 0 && worldSize > 0 && (0..<worldSize).contains(rank), "a batch and a rank exist")
        precondition((0...1).contains(balance), "the balance is from 0 to 1")
        self.lengths = lengths
        self.batchSize = batchSize
        self.seed = seed
        self.rank = rank
        self.worldSize = worldSize
        let groups = Dictionary(grouping: lengths.indices) { speakers[$0] }
        clipsBySpeaker = groups.sorted { $0.key < $1.key }.map(\.value)
        shares = SpeakerShares.clips(perSpeaker: clipsBySpeaker.map(\.count), balance: balance)
    }

    /// Batches in an epoch over all ranks.
    public var globalBatchesPerEpoch: Int { (lengths.count + batchSize - 1) / batchSize }

    /// Batches in an epoch for this rank.
    ///
    /// When the ranks do not divide the epoch, the first ranks have one more.
    public var batchesPerEpoch: Int { (globalBatchesPerEpoch - rank + worldSize - 1) / worldSize }

    /// The clips of one of this rank's batches, as indices into `lengths`.
    ///
    /// - Complexity: the first call of an epoch plans all of it, O(n log n); further ones of the same epoch look up.
    public func batch(epoch: Int, position: Int) -> [Int] {
        globalBatches(epoch: epoch)[rank + position * worldSize]
    }

    /// All of this rank's batches of an epoch.
    public func batches(epoch: Int) -> [[Int]] {
        (0..<batchesPerEpoch).map { batch(epoch: epoch, position: $0) }
    }

    /// The share of a padded epoch that is padding, over all ranks.
    public func paddingShare(epoch: Int) -> Double {
        var used = 0
        var padded = 0
        for batch in globalBatches(epoch: epoch) {
            used += batch.reduce(0) { $0 + lengths[$1] }
            padded += batch.count * (batch.map { lengths[$0] }.max() ?? 0)
        }
        return padded == 0 ? 0 : 1 - Double(used) / Double(padded)
    }

    private func globalBatches(epoch: Int) -> [[Int]] {
        memory.batches(of: epoch) { plan(epoch: epoch) }
    }

    private func plan(epoch: Int) -> [[Int]] {
        var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
        var clips = draw(using: &generator)
        generator.shuffle(&clips)
        var batches: [[Int]] = []
        for start in stride(from: 0, to: clips.count, by: Self.window * batchSize) {
            // Equal lengths keep their order by index: the sort must not depend on an algorithm's stability.
            let window = clips[start..<min(start + Self.window * batchSize, clips.count)].sorted {
                (lengths[$0], $0) < (lengths[$1], $1)
            }
            for first in stride(from: 0, to: window.count, by: batchSize) {
                batches.append(Array(window[first..<min(first + batchSize, window.count)]))
            }
        }
        generator.shuffle(&batches)
        return batches
    }

    /// The clips of an epoch: each of a speaker's as often as the share allows, and a random choice for the rest.
    private func draw(using generator: inout SeededGenerator) -> [Int] {
        var drawn: [Int] = []
        for (clips, share) in zip(clipsBySpeaker, shares) {
            for _ in 0..<share / clips.count { drawn += clips }
            var rest = clips
            generator.shuffle(&rest)
            drawn += rest.prefix(share % clips.count)
        }
        return drawn
    }
}
