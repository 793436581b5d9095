/// Merges the bytes of one piece of text into tokens; keeps its buffers from piece to piece.
///
/// The pair of the lowest rank merges first, the leftmost of equals, until none is left. A heap of candidates makes that
/// O(n log n) in the number of bytes, so a long unbroken run of letters costs no more than other text.
struct WordEncoder {
    private let table: MergeTable
    /// The token that starts at each byte.
    private var ids: [UInt32] = []
    /// Where the next token starts, and where the previous one; a token that was merged into its left neighbour is skipped.
    private var next: [Int] = []
    private var previous: [Int] = []
    /// The rank of the pair that starts at each token; `noPair` where it cannot merge, or the token is gone.
    private var ranks: [UInt32] = []
    /// Candidates: rank in the high half, position in the low half.
    ///
    /// Stale ones are recognised by `ranks`.
    private var candidates = MinimumHeap()

    private static let noPair = UInt32.max

    init(_ table: MergeTable) {
        self.table = table
    }

    /// Appends the ids of the tokens of `bytes` to `output`.
    mutating func encode(_ bytes: some Sequence<UInt8>, into output: inout [Int]) {
        load(bytes)
        while let candidate = candidates.popMinimum() {
            let position = Int(truncatingIfNeeded: candidate & 0xFFFF_FFFF)
            if ranks[position] == UInt32(candidate >> 32) { merge(at: position) }
        }
        var position = 0
        while position < ids.count {
            output.append(Int(ids[position]))
            position = next[position]
        }
    }

    private mutating func load(_ bytes: some Sequence<UInt8>) {
        ids.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
        ranks.removeAll(keepingCapacity: true)
        candidates.removeAll()
        for byte in bytes {
            previous.append(ids.count - 1)
            ids.append(table.byteIDs[Int(byte)])
            next.append(ids.count)
            ranks.append(Self.noPair)
        }
        for position in ids.indices { rankPair(at: position) }
    }

    private mutating func merge(at position: Int) {
        let right = next[position]
        guard let entry = table[ids[position], ids[right]] else { return }
        ids[position] = entry.result
        ranks[right] = Self.noPair
        next[position] = next[right]
        if next[right] < ids.count { previous[next[right]] = position }
        rankPair(at: position)
        if previous[position] >= 0 { rankPair(at: previous[position]) }
    }

    private mutating func rankPair(at position: Int) {
        guard next[position] < ids.count, let entry = table[ids[position], ids[next[position]]] else {
            ranks[position] = Self.noPair
            return
        }
        ranks[position] = entry.rank
        candidates.push(UInt64(entry.rank) << 32 | UInt64(position))
    }
}
