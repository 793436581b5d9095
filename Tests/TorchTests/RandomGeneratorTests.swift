import TestSupport
import Testing
import Torch

@Suite("Random numbers")
struct RandomGeneratorTests {
    /// Some of everything that a generator makes.
    private func draw(_ generator: RandomGenerator) throws -> [Double] {
        try generator.normal([3]).doubles() + generator.normal([40]).doubles() + generator.uniform([5]).doubles()
            + generator.choice(.ones([4, 100])).doubles()
    }

    @Test("The same seed gives the same numbers, another one others")
    func seeds() throws {
        let first = try draw(RandomGenerator(seed: 7))
        #expect(try draw(RandomGenerator(seed: 7)) == first)
        #expect(try draw(RandomGenerator(seed: 8)) != first)
        #expect(try draw(RandomGenerator(seed: .max)).count == first.count)
    }

    /// Normal numbers are made in pairs, of which the state keeps the second: one and three make an odd count.
    @Test("A restored state continues exactly", arguments: [1, 3, 16, 33])
    func states(before: Int) throws {
        let generator = try RandomGenerator(seed: 1)
        _ = try generator.normal([before])
        let state = try generator.state()
        let continued = try draw(generator)
        try generator.restore(state)
        #expect(try draw(generator) == continued)
        let other = try RandomGenerator(seed: 2)
        try other.restore(Tensor(state.array(of: UInt8.self)))
        #expect(try draw(other) == continued)
    }

    @Test("Generators do not touch each other")
    func independence() throws {
        let (first, second) = try (RandomGenerator(seed: 3), RandomGenerator(seed: 3))
        let alone = try draw(first) + draw(first)
        let half = try draw(second)
        _ = try draw(RandomGenerator(seed: 4))
        #expect(try half + draw(second) == alone)
    }

    @Test("A damaged state is refused, and the generator goes on as before")
    func damagedState() throws {
        let generator = try RandomGenerator(seed: 5)
        #expect(throws: TorchError.self) { try generator.restore(.zeros([3], .uint8)) }
        #expect(throws: TorchError.self) { try generator.restore(.zeros([5056], .float32)) }
        #expect(try draw(generator) == draw(RandomGenerator(seed: 5)))
    }

    @Test("The numbers have the distribution that they should have")
    func distributions() throws {
        let generator = try RandomGenerator(seed: 6)
        let normal = try generator.normal([20000], .float64)
        #expect(abs(try normal.mean().item()) < 0.03)
        #expect(abs(try normal.squared().mean().item() - 1) < 0.05)
        let uniform = try generator.uniform([20000])
        #expect(try uniform.minimum().item() >= 0)
        #expect(try uniform.maximum().item() < 1)
        #expect(abs(try uniform.mean().item() - 0.5) < 0.01)
        let weights = try Tensor([1, 0, 3] as [Float], shape: [1, 3]).expanded(8000, 3)
        let chosen = try generator.choice(weights)
        #expect(chosen.shape == [8000, 1])
        let counts = try (0..<3).map { try chosen.equal(Double($0)).sum().integerItem() }
        #expect(counts[1] == 0)
        #expect(abs(counts[2] - 6000) < 150)
    }

    @Test(
        "Weights that are no weights are refused",
        arguments: [[0, 0], [-1, 2], [.nan, 1], [.infinity, 1]] as [[Float]])
    func badWeights(weights: [Float]) throws {
        let generator = try RandomGenerator(seed: 7)
        #expect(throws: TorchError.self) { try generator.choice(Tensor(weights, shape: [1, 2])) }
    }
}
