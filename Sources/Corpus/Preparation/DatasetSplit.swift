/// Which clips are kept for validation: a matter of their content alone.
enum DatasetSplit {
    /// The clips whose hash, as a fraction of its range, is below `share`.
    ///
    /// Of two clips or more, at least one is kept for validation (the one with the smallest hash) and one for training, unless the share
    /// is 0 or 1.
    static func validation(of ids: [String], share: Double) -> Set<String> {
        guard share > 0 else { return [] }
        guard share < 1 else { return Set(ids) }
        let sorted = ids.sorted()
        guard sorted.count > 1 else { return [] }
        let chosen = sorted.filter { fraction(of: $0) < share }
        return Set(sorted.prefix(min(max(1, chosen.count), sorted.count - 1)))
    }

    /// The first 52 bits of a hash in hexadecimal, as a number in `[0, 1)`.
    static func fraction(of id: String) -> Double {
        Double(UInt64(id.prefix(13), radix: 16) ?? 0) / Double(1 << 52)
    }
}
