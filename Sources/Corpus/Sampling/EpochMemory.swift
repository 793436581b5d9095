import Synchronization

/// Keeps the plan of the epoch asked for last, which saves planning it again for each batch.
final class EpochMemory: Sendable {
    private struct Plan {
        var epoch: Int
        var batches: [[Int]]
    }

    private let last = Mutex<Plan?>(nil)

    /// The batches of an epoch, made by `plan` when another epoch came last.
    func batches(of epoch: Int, plan: () -> [[Int]]) -> [[Int]] {
        last.withLock { last in
            if let last, last.epoch == epoch { return last.batches }
            let batches = plan()
            last = Plan(epoch: epoch, batches: batches)
            return batches
        }
    }
}
