import Files

/// What a clip is kept for.
public enum SplitName: String, Sendable, Codable {
    /// To train on.
    case train
    /// To validate with.
    case validation
}

/// Which clips are kept for validation: what their sources say, and else a matter of their content alone.
enum DatasetSplit {
    /// The clips that validate.
    ///
    /// - Complexity: O(n log n).
    static func validation(of clips: [AssessedClip], share: Double) -> Set<Hash256> {
        let given = clips.filter { $0.utterance.split == .validation }.map(\.id)
        let open = clips.filter { $0.utterance.split == nil }.map(\.id)
        return validation(of: open, share: share).union(given)
    }

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
