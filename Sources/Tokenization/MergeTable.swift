/// Which two neighbouring tokens become which one, and which pair goes first.
struct MergeTable: Sendable {
    /// What becomes of a pair.
    struct Entry: Sendable {
        /// The pair's place in `merges.txt`; the smallest merges first.
        let rank: UInt32
        /// The id of the token that replaces both.
        let result: UInt32
    }

    /// The id of each byte.
    let byteIDs: [UInt32]
    private var entries: [UInt64: Entry] = [:]

    init(byteIDs: [UInt32], capacity: Int) {
        precondition(byteIDs.count == 256)
        self.byteIDs = byteIDs
        entries.reserveCapacity(capacity)
    }

    subscript(left: UInt32, right: UInt32) -> Entry? {
        get { entries[Self.key(left, right)] }
        set { entries[Self.key(left, right)] = newValue }
    }

    private static func key(_ left: UInt32, _ right: UInt32) -> UInt64 {
        UInt64(left) << 32 | UInt64(right)
    }
}
