/// Which part of the batches is this process's, of several that train together.
///
/// All ranks follow one list of batches, which is the same for any number of them: of each round of `worldSize` positions, one after the
/// other, a rank has the one at its number. All have equally many positions, so that none waits for ever in what they do together; in the
/// last round of an epoch some may have nothing left. With s positions of each rank a step covers s × `worldSize` of the list, so that a
/// run may go on with another number of ranks at any step whose end both have.
public struct RankShare: Sendable, Equatable {
    /// This process, from 0.
    public let rank: Int
    /// The number of processes.
    public let worldSize: Int

    /// The share of a rank.
    public init(rank: Int, worldSize: Int) {
        precondition(worldSize > 0 && (0..<worldSize).contains(rank), "the rank exists")
        self.rank = rank
        self.worldSize = worldSize
    }

    /// All of it, for a process alone.
    public static let whole = RankShare(rank: 0, worldSize: 1)

    /// How many positions each rank has, the same for all, in a list of `total`.
    public func count(of total: Int) -> Int { (total + worldSize - 1) / worldSize }

    /// The place in a list of `total` of this rank's position; nil in a last round that has none for it.
    public func place(_ position: Int, of total: Int) -> Int? {
        let place = position * worldSize + rank
        return place < total ? place : nil
    }

    /// The places of all ranks at a position.
    public func round(_ position: Int, of total: Int) -> Range<Int> {
        (position * worldSize..<(position + 1) * worldSize).clamped(to: 0..<total)
    }
}
