/// Random bits that are the same in every run.
///
/// Reference: Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64).
public struct Noise: RandomNumberGenerator {
    private var state: UInt64

    /// Starts a stream of its own for each seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// Numbers between -1 and 1.
    public mutating func numbers(_ count: Int) -> [Double] {
        (0..<count).map { _ in Double.random(in: -1...1, using: &self) }
    }
}
