/// A small random number generator whose numbers depend on its seed alone, on every machine and in every version.
///
/// Reference: SplitMix64, G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt64

    /// Starts a sequence.
    public init(seed: UInt64) { state = seed }

    /// Starts a sequence for one of many uses of the same seed, such as an epoch.
    public init(seed: UInt64, stream: UInt64) {
        var seeds = SeededGenerator(seed: seed)
        var streams = SeededGenerator(seed: stream ^ seeds.next())
        state = streams.next()
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.mixed(state)
    }

    /// From one state to the next: the golden ratio, in 64 bits.
    public static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// Bits that all depend on all bits given.
    public static func mixed(_ bits: UInt64) -> UInt64 {
        var bits = bits
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// A number in `[0, 1)`, with 53 random bits.
    public mutating func uniform01() -> Double {
        Double(next() >> 11) / Double(1 << 53)
    }

    /// A number in `0..<bound`, each equally likely; `bound` must be positive.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is a number below the bound")
        let bound = UInt64(bound)
        // Numbers from an incomplete last round would favour small results.
        let limit = UInt64.max - (UInt64.max % bound + 1) % bound
        var bits = next()
        while bits > limit { bits = next() }
        return Int(bits % bound)
    }

    /// Puts elements in random order, each order equally likely.
    ///
    /// Written out, because the standard library's own shuffle may change between versions.
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        for index in elements.indices.dropFirst().reversed() { elements.swapAt(index, below(index + 1)) }
    }
}
