import Randomness

/// Which clips make up each batch: a pure function of seed, epoch and position.
///
/// An epoch's clips are shuffled, sorted by length within windows of 16 batches so that a batch needs little padding, cut into
/// batches, and the batches are shuffled. The list is the same for any number of ranks, which share it as `RankShare` says.
public struct BatchSampler: Sendable {
    /// Batches whose clips are sorted by length together.
    static let window = 16

    /// The length of each clip, in frames.
    public let lengths: [UInt32]
    /// What makes a batch.
    public let limit: BatchLimit

    private let clipsBySpeaker: [[UInt32]]
    private let shares: [Int]
    private let seed: UInt64
    private let memory = EpochMemory<EpochPlan>()

    /// Plans the batches of any number of epochs.
    ///
    /// - Parameters:
    ///   - lengths: frames per clip.
    ///   - speakers: each clip's speaker, as any number that tells speakers apart.
    ///   - limit: what makes a batch, at least 1.
    ///   - seed: what the order depends on.
    ///   - balance: the exponent α of a speaker's share, which is proportional to nᵅ for n clips. With 1 every clip comes once per epoch; with 0
    ///     every speaker has the same share. The epoch's size stays the same: clips of small speakers are repeated, some of large ones left out.
    public init(
        lengths: [UInt32], speakers: some Collection<Int>, limit: BatchLimit, seed: UInt64, balance: Double = 1
    ) {
        precondition(lengths.count == speakers.count, "every clip has a length and a speaker")
        precondition(limit.isPositive, "a batch has a clip")
        precondition((0...1).contains(balance), "the balance is from 0 to 1")
        self.lengths = lengths
        self.limit = limit
        self.seed = seed
        var groups: [Int: [UInt32]] = [:]
        for (clip, speaker) in speakers.enumerated() { groups[speaker, default: []].append(UInt32(clip)) }
        clipsBySpeaker = groups.sorted { $0.key < $1.key }.map(\.value)
        shares = SpeakerShares.clips(perSpeaker: clipsBySpeaker.map(\.count), balance: balance)
    }

    /// Batches in an epoch; the same number in every epoch when batches have a number of clips.
    public func batchCount(epoch: Int) -> Int {
        if case .clips(let count) = limit { return (lengths.count + count - 1) / count }
        return plan(epoch: epoch).count
    }

    /// The clips of a batch, as indices into `lengths`.
    ///
    /// - Complexity: the first call of an epoch plans all of it, O(n log n); further ones of the same epoch look up.
    public func batch(epoch: Int, position: Int) -> [Int] { plan(epoch: epoch)[position].map(Int.init) }

    /// All batches of an epoch.
    public func batches(epoch: Int) -> [[Int]] {
        (0..<batchCount(epoch: epoch)).map { batch(epoch: epoch, position: $0) }
    }

    /// The share of a padded epoch that is padding.
    public func paddingShare(epoch: Int) -> Double { plan(epoch: epoch).paddingShare(lengths: lengths) }

    private func plan(epoch: Int) -> EpochPlan {
        memory.plan(of: epoch) { makePlan(epoch: epoch) }
    }

    private func makePlan(epoch: Int) -> EpochPlan {
        var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
        var clips = draw(using: &generator)
        generator.shuffle(&clips)
        var plan = EpochPlan()
        let size = Self.window * limit.typicalCount(lengths: lengths)
        for start in stride(from: 0, to: clips.count, by: size) {
            plan.append(clips[start..<min(start + size, clips.count)], lengths: lengths, limit: limit)
        }
        return plan.shuffled(using: &generator)
    }

    /// The clips of an epoch: each of a speaker's as often as the share allows, and a random choice for the rest.
    private func draw(using generator: inout SeededGenerator) -> [UInt32] {
        var drawn: [UInt32] = []
        for (clips, share) in zip(clipsBySpeaker, shares) {
            for _ in 0..<share / clips.count { drawn += clips }
            var rest = clips
            generator.shuffle(&rest)
            drawn += rest.prefix(share % clips.count)
        }
        return drawn
    }
}
