import Randomness

/// Random bits that are the same in every run.
public struct Noise: RandomNumberGenerator {
    private var generator: SeededGenerator

    /// Starts a stream of its own for each seed.
    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 { generator.next() }

    /// Numbers between -1 and 1.
    public mutating func numbers(_ count: Int) -> [Double] {
        (0..<count).map { _ in Double.random(in: -1...1, using: &self) }
    }
}
