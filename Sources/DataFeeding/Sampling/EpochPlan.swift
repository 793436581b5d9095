import Randomness

/// The batches of an epoch: the clips in their order, and where batches begin; 8 bytes per clip.
struct EpochPlan: Sendable {
    private(set) var clips: [UInt32] = []
    private(set) var starts: [UInt32] = []

    var count: Int { starts.count }

    /// The clips of a batch.
    subscript(batch: Int) -> ArraySlice<UInt32> {
        clips[Int(starts[batch])..<(batch + 1 < starts.count ? Int(starts[batch + 1]) : clips.count)]
    }

    mutating func append(_ batch: ArraySlice<UInt32>) {
        starts.append(UInt32(clips.count))
        clips += batch
    }

    /// Adds the batches of a window, in which clips of like length come together.
    mutating func append(_ window: ArraySlice<UInt32>, lengths: [UInt32], limit: BatchLimit) {
        // Equal lengths keep their order by index: the sort must not depend on an algorithm's stability.
        let sorted = window.sorted { (lengths[Int($0)], $0) < (lengths[Int($1)], $1) }
        limit.cut(sorted, lengths: lengths) { append($0) }
    }

    /// Puts the batches in random order.
    func shuffled(using generator: inout SeededGenerator) -> EpochPlan {
        var order = Array(starts.indices)
        generator.shuffle(&order)
        var plan = EpochPlan()
        for batch in order { plan.append(self[batch]) }
        return plan
    }

    /// The share of the padded batches that is padding.
    func paddingShare(lengths: [UInt32]) -> Double {
        var used = 0
        var padded = 0
        for batch in 0..<count {
            used += self[batch].reduce(0) { $0 + Int(lengths[Int($1)]) }
            padded += self[batch].count * Int(self[batch].map { lengths[Int($0)] }.max() ?? 0)
        }
        return padded == 0 ? 0 : 1 - Double(used) / Double(padded)
    }
}
