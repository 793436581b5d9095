import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Torch

@Suite("Rotary position embedding")
struct RotaryEmbeddingTests {
    /// The frequency and its product with the position are each rounded once, to float32.
    @Test(
        "Angles agree with the formula, far from the start as well", arguments: [1e4, 1e6], [0, 8000, 32000])
    func angles(theta: Double, start: Int) throws {
        let rotary = try RotaryEmbedding(positions: start..<start + 4, headDimension: 16, theta: theta)
        let (cosine, sine) = try (Grid(rotary.cosine), Grid(rotary.sine))
        #expect(cosine.shape == [4, 16])
        for t in 0..<4 {
            for d in 0..<16 {
                let frequency = Float(1 / pow(theta, Double(d % 8) / 8))
                let angle = Double(Float(start + t) * frequency)
                #expect(abs(cosine[t, d] - cos(angle)) < 1e-6)
                #expect(abs(sine[t, d] - sin(angle)) < 1e-6)
            }
        }
    }

    @Test("The halves of each head are turned")
    func turning() throws {
        let x = Grid(noise: 1, 2, 3, 5, 8)
        var expected = x
        for b in 0..<2 {
            for h in 0..<3 {
                for t in 0..<5 {
                    for i in 0..<4 {
                        let angle = Double(10 + t) * pow(100, -Double(i) / 4)
                        let (first, second) = (x[b, h, t, i], x[b, h, t, i + 4])
                        expected[b, h, t, i] = first * cos(angle) - second * sin(angle)
                        expected[b, h, t, i + 4] = second * cos(angle) + first * sin(angle)
                    }
                }
            }
        }
        let rotary = try RotaryEmbedding(positions: 10..<15, headDimension: 8, theta: 100)
        try expectClose(rotary(x.tensor()), expected.tensor(), tolerance: 1e-5)
    }

    @Test("A part of the table is the embedding of those positions")
    func narrowing() throws {
        let x = try Grid(noise: 2, 1, 2, 3, 8).tensor(.float32)
        let whole = try RotaryEmbedding(positions: 0..<9, headDimension: 8, theta: 1e4)
        let part = try RotaryEmbedding(positions: 4..<7, headDimension: 8, theta: 1e4)
        try expectClose(whole.narrowed(4..<7)(x), part(x), tolerance: 0)
    }

    @Test("Each sequence of a batch may have positions of its own")
    func batches() throws {
        let x = try Grid(noise: 3, 2, 2, 3, 8).tensor(.float32)
        let positions = try Tensor([0, 1, 2, 5, 6, 7] as [Float], shape: [2, 3])
        let result = try RotaryEmbedding(positions: positions, headDimension: 8, theta: 1e4)(x)
        for (row, range) in [0..<3, 5..<8].enumerated() {
            let alone = try RotaryEmbedding(positions: range, headDimension: 8, theta: 1e4)(
                x.narrowed(0, row..<row + 1))
            try expectClose(result.narrowed(0, row..<row + 1), alone, tolerance: 0)
        }
    }

    @Test("The input's dtype is kept")
    func dtype() throws {
        let rotary = try RotaryEmbedding(positions: 0..<2, headDimension: 4, theta: 1e4)
        #expect(try rotary(.ones([1, 1, 2, 4], .bfloat16)).dtype == .bfloat16)
    }
}
