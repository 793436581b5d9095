/// The clips of a store, each read when its batch is made.
public struct StoredFeed: ClipFeed {
    private let store: ClipStore
    private let sampler: BatchSampler
    private let validationBatchSize: Int
    /// Where each speaker's clips stand in the store.
    private let places: [Range<Int>]

    /// - Parameters:
    ///   - order: the number that stands for each of the store's speakers in the order of drawing.
    ///   - limit: what makes a batch in training.
    ///   - validationBatchSize: clips in a batch of the validation.
    ///   - balance: the exponent of a speaker's share, as for `BatchSampler`.
    public init(
        _ store: ClipStore, order: [Int], limit: BatchLimit, validationBatchSize: Int, seed: UInt64,
        balance: Double = 1, rank: Int = 0, worldSize: Int = 1
    ) {
        self.store = store
        self.validationBatchSize = validationBatchSize
        let train = 0..<store.trainCount
        sampler = BatchSampler(
            lengths: train.map { UInt32(store.frames($0)) }, speakers: train.lazy.map { order[store.speaker($0)] },
            limit: limit, seed: seed, balance: balance, rank: rank, worldSize: worldSize)
        var places = order.map { _ in 0..<0 }
        for clip in train {
            let speaker = store.speaker(clip)
            places[speaker] = places[speaker].isEmpty ? clip..<clip + 1 : places[speaker].lowerBound..<clip + 1
        }
        self.places = places
    }

    /// Batches to train on in an epoch.
    public func batchCount(epoch: Int) -> Int { sampler.batchCount(epoch: epoch) }

    /// The clips of a batch, each with those that it may go on from.
    public func batch(epoch: Int, position: Int) throws -> [FeedClip] {
        try sampler.batch(epoch: epoch, position: position).map { index in
            let places = places[store.speaker(index)]
            return FeedClip(
                clip: try store.clip(index), place: index - places.lowerBound, companions: places.count,
                companion: { [store] in try store.clip(places.lowerBound + $0) })
        }
    }

    /// Batches of the validation.
    public var validationBatchCount: Int {
        (store.count - store.trainCount + validationBatchSize - 1) / validationBatchSize
    }

    /// The clips of a batch of the validation.
    public func validationBatch(_ position: Int) throws -> [StoredClip] {
        let first = store.trainCount + position * validationBatchSize
        return try (first..<min(first + validationBatchSize, store.count)).map { try store.clip($0) }
    }

    /// The share of a padded epoch that is padding.
    public func paddingShare(epoch: Int) -> Double { sampler.paddingShare(epoch: epoch) }
}
