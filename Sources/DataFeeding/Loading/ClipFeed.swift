/// Clips for training, batch by batch, in an order that is a function of seed, epoch and position.
///
/// Of several ranks each has its own feed, which gives it its `RankShare` of one common order. All have the same number of batches;
/// the last may be empty for some, which then take part in the step with nothing of their own.
public protocol ClipFeed: Sendable {
    /// Batches to train on in an epoch, the same number for every rank.
    func batchCount(epoch: Int) -> Int

    /// The clips of a batch, each with those that it may go on from; none where the last round has nothing left for this rank.
    ///
    /// Called on several threads at once.
    func batch(epoch: Int, position: Int) throws -> [FeedClip]

    /// Batches of the validation, the same number for every rank.
    var validationBatchCount: Int { get }

    /// The clips of a batch of the validation, the same each time; none where nothing is left for this rank.
    func validationBatch(_ position: Int) throws -> [StoredClip]

    /// The share of a padded epoch that is padding, over all ranks.
    func paddingShare(epoch: Int) -> Double
}

/// A clip of a batch, and the clips of the same speaker that it may go on from.
public struct FeedClip: Sendable {
    /// The clip.
    public var clip: StoredClip
    /// The clip's own place among the speaker's clips.
    public var place: Int
    /// How many clips of the speaker there are to go on from, the clip itself included.
    public var companions: Int
    /// Reads the one at a place.
    public var companion: @Sendable (_ place: Int) throws -> StoredClip
}
