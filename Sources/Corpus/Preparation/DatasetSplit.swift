import Files

/// Which clips are kept for validation: a matter of their content alone.
enum DatasetSplit {
    /// The clips whose hash, as a fraction of its range, is below `share`.
    ///
    /// Of two clips or more, at least one is kept for validation (the one with the smallest hash) and one for training, unless the share
    /// is 0 or 1.
    static func validation(of ids: [Hash256], share: Double) -> Set<Hash256> {
        guard share > 0 else { return [] }
        guard share < 1 else { return Set(ids) }
        let sorted = ids.sorted()
        guard sorted.count > 1 else { return [] }
        let chosen = sorted.count { $0.fraction < share }
        return Set(sorted.prefix(min(max(1, chosen), sorted.count - 1)))
    }
}
