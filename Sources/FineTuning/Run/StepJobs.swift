import DataFeeding

/// Where a step's micro-batches stand in the data.
struct StepJob: Sendable, Equatable {
    var epoch: Int
    /// Positions of the epoch in this process's share.
    var positions: Range<Int>
}

/// The steps of a run one after the other, across epochs.
///
/// A step covers `accumulation` positions of each process, the last of an epoch perhaps fewer; a process may have none in it, and takes
/// part all the same.
struct StepJobs: Sequence, Sendable {
    let start: RunState
    let steps: Int
    let accumulation: Int
    let share: RankShare
    /// Positions of an epoch in the share, the same for all processes.
    let batchCount: @Sendable (_ epoch: Int) -> Int

    struct Iterator: IteratorProtocol, Sendable {
        let jobs: StepJobs
        var epoch: Int
        var position: Int
        var left: Int

        mutating func next() -> StepJob? {
            guard left > 0 else { return nil }
            left -= 1
            let count = jobs.batchCount(epoch)
            let end = Swift.min(position + jobs.accumulation, count)
            defer { (epoch, position) = end >= count ? (epoch + 1, 0) : (epoch, end) }
            return StepJob(epoch: epoch, positions: position..<end)
        }
    }

    func makeIterator() -> Iterator {
        Iterator(jobs: self, epoch: start.epoch, position: start.position / share.worldSize, left: steps)
    }
}
