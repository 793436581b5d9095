/// How many clips make a batch.
public enum BatchLimit: Sendable, Equatable {
    /// A number of clips; the last batch of an epoch's list may have fewer.
    case clips(Int)
    /// As many clips as fit so that their number times the longest stays within so many positions of the model; a longer clip is alone. A
    /// clip has a position for each frame and each token of its text, and `overhead` more.
    case positions(Int, overhead: Int = 0)

    var isPositive: Bool {
        switch self {
        case .clips(let count), .positions(let count, _): count > 0
        }
    }

    /// What a clip counts for.
    package func length(frames: Int, tokens: Int) -> UInt32 {
        switch self {
        case .clips: UInt32(frames)
        case .positions(_, let overhead): UInt32(frames + tokens + overhead)
        }
    }

    /// Cuts clips that are sorted by length, the shortest first, into batches.
    package func cut(_ clips: [UInt32], lengths: [UInt32], _ batch: (ArraySlice<UInt32>) -> Void) {
        var first = 0
        for index in clips.indices {
            let isFull =
                switch self {
                case .clips(let count): index - first == count
                case .positions(let limit, _): (index - first + 1) * Int(lengths[Int(clips[index])]) > limit
                }
            guard isFull, index > first else { continue }
            batch(clips[first..<index])
            first = index
        }
        if first < clips.count { batch(clips[first...]) }
    }

    /// The clips of a batch of common length, of which windows hold several.
    func typicalCount(lengths: [UInt32]) -> Int {
        switch self {
        case .clips(let count): return count
        case .positions(let limit, _):
            let sum = lengths.reduce(0) { $0 + Int($1) }
            return max(1, sum == 0 ? limit : limit * lengths.count / sum)
        }
    }
}
