/// How many bytes of samples a header claims, against those that are there.
struct LengthClaim: Equatable {
    /// What to make of it.
    enum Verdict {
        /// All that is claimed is there.
        case sound
        /// The claim is no length: the samples go on to the end of the file.
        case toTheEnd
        /// Samples are missing.
        case cutOff
    }

    /// The longest header that programs count in by mistake; so many bytes too many are nothing lost.
    static let headerLength = 128

    let claimed: UInt64
    let present: Int

    /// Reads the claim as its writer meant it.
    var verdict: Verdict {
        if claimed == 0, present > 0 { return .toTheEnd }
        guard claimed > UInt64(present) else { return .sound }
        let excess = claimed - UInt64(present)
        let isLittle = excess <= Self.headerLength && excess < UInt64(present)
        return isPlaceholder || isLittle ? .toTheEnd : .cutOff
    }

    /// Whether it is what programs write that do not know the length yet, as into a pipe.
    ///
    /// The largest number with or without a sign, up to 64 kB below it; or a round number from a gigabyte on, give or take a
    /// header, when the file has less than half of that.
    private var isPlaceholder: Bool {
        let largest = [0x7fff_0000...0x8000_0080, 0xffff_0000...0x1_0000_0080] as [ClosedRange<UInt64>]
        if claimed >= 1 << 40 || largest.contains(where: { $0.contains(claimed) }) { return true }
        let slack = UInt64(Self.headerLength)
        guard claimed + slack >= 1_000_000_000, UInt64(present) < claimed / 2 else { return false }
        return [1_000_000, 1 << 20].contains { (claimed + slack) % $0 <= 2 * slack }
    }
}
