import Randomness
import Testing

@Suite("Random numbers from a seed")
struct SeededGeneratorTests {
    @Test("The numbers are those of SplitMix64's reference implementation")
    func reference() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ])
    }

    @Test("Uniform numbers lie in [0, 1) with the right mean")
    func uniform() {
        var generator = SeededGenerator(seed: 7)
        let numbers = (0..<10_000).map { _ in generator.uniform01() }
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        #expect(abs(numbers.reduce(0, +) / 10_000 - 0.5) < 0.01)
    }

    @Test("A uniform number is the upper 53 bits of the next number, exactly")
    func upperBits() {
        var generator = SeededGenerator(seed: 1_234_567)
        // The first outputs for this seed in the reference implementation of Vigna (splitmix64.c).
        let bits: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        for expected in bits { #expect(generator.uniform01() == Double(expected >> 11) * 0x1p-53) }
    }

    @Test("A shuffle is a permutation, and each of few is equally likely")
    func shuffle() {
        var generator = SeededGenerator(seed: 3)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6000 {
            var elements = [0, 1, 2]
            generator.shuffle(&elements)
            counts[elements, default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { (850...1150).contains($0) })
        var none: [Int] = []
        generator.shuffle(&none)
        #expect(none.isEmpty)
    }

    @Test("Streams of a seed differ from each other and from other seeds' streams")
    func streams() {
        var firsts: Set<UInt64> = []
        for seed in 0..<20 as Range<UInt64> {
            for stream in 0..<20 as Range<UInt64> {
                var generator = SeededGenerator(seed: seed, stream: stream)
                firsts.insert(generator.next())
            }
        }
        #expect(firsts.count == 400)
    }
}
