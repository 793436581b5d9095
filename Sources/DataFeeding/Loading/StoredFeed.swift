/// The clips of a store, each read when its batch is made.
public struct StoredFeed: ClipFeed {
    private let store: ClipStore
    private let sampler: BatchSampler
    private let validationBatchSize: Int
    private let share: RankShare
    /// Where each speaker's clips stand in the store.
    private let places: [Range<Int>]

    /// - Parameters:
    ///   - order: the number that stands for each of the store's speakers in the order of drawing.
    ///   - limit: what makes a batch in training.
    ///   - validationBatchSize: clips in a batch of the validation.
    ///   - balance: the exponent of a speaker's share, as for `BatchSampler`.
    ///   - share: which batches are this process's.
    public init(
        _ store: ClipStore, order: [Int], limit: BatchLimit, validationBatchSize: Int, seed: UInt64,
        balance: Double = 1, share: RankShare = .whole
    ) {
        self.store = store
        self.validationBatchSize = validationBatchSize
        self.share = share
        let train = 0..<store.trainCount
        sampler = BatchSampler(
            lengths: train.map { limit.length(frames: store.frames($0), tokens: store.tokens($0)) },
            speakers: train.lazy.map { order[store.speaker($0)] },
            limit: limit, seed: seed, balance: balance)
        var places = order.map { _ in 0..<0 }
        for clip in train {
            let speaker = store.speaker(clip)
            places[speaker] = places[speaker].isEmpty ? clip..<clip + 1 : places[speaker].lowerBound..<clip + 1
        }
        self.places = places
    }

    /// Batches to train on in an epoch, the same number for every rank.
    public func batchCount(epoch: Int) -> Int { share.count(of: sampler.batchCount(epoch: epoch)) }

    /// The clips of a batch, each with those that it may go on from.
    public func batch(epoch: Int, position: Int) throws -> [FeedClip] {
        guard let place = share.place(position, of: sampler.batchCount(epoch: epoch)) else { return [] }
        return try sampler.batch(epoch: epoch, position: place).map { index in
            let places = places[store.speaker(index)]
            return FeedClip(
                clip: try store.clip(index), place: index - places.lowerBound, companions: places.count,
                companion: { [store] in try store.clip(places.lowerBound + $0) })
        }
    }

    /// Batches of the validation, the same number for every rank.
    public var validationBatchCount: Int { share.count(of: allValidationBatches) }

    private var allValidationBatches: Int {
        (store.count - store.trainCount + validationBatchSize - 1) / validationBatchSize
    }

    /// The clips of a batch of the validation.
    public func validationBatch(_ position: Int) throws -> [StoredClip] {
        guard let place = share.place(position, of: allValidationBatches) else { return [] }
        let first = store.trainCount + place * validationBatchSize
        return try (first..<min(first + validationBatchSize, store.count)).map { try store.clip($0) }
    }

    /// The share of a padded epoch that is padding.
    public func paddingShare(epoch: Int) -> Double { sampler.paddingShare(epoch: epoch) }
}
