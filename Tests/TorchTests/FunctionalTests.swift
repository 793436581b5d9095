import Foundation
import TestSupport
import Testing
import Torch

@Suite("Layers as functions")
struct FunctionalTests {
    @Test("A linear layer multiplies by the transposed weight", arguments: [true, false])
    func linearLayer(hasBias: Bool) throws {
        let (x, weight, bias) = (Grid(noise: 1, 2, 3, 4), Grid(noise: 2, 5, 4), Grid(noise: 3, 5))
        var expected = Grid(2, 3, 5)
        for b in 0..<2 {
            for t in 0..<3 {
                for out in 0..<5 {
                    expected[b, t, out] = (0..<4).reduce(hasBias ? bias[out] : 0) { $0 + x[b, t, $1] * weight[out, $1] }
                }
            }
        }
        try expectClose(
            linear(x.tensor(), weight.tensor(), hasBias ? bias.tensor() : nil), expected.tensor(), tolerance: 1e-12)
    }

    @Test("An embedding looks up rows for indices of any shape")
    func rows() throws {
        let table = try Tensor([0, 1, 10, 11, 20, 21] as [Float], shape: [3, 2])
        let found = try embedding(table, Tensor(indices: [2, 0, 1, 2], shape: [2, 2]))
        #expect(found.shape == [2, 2, 2])
        #expect(try found.doubles() == [20, 21, 0, 1, 10, 11, 20, 21])
    }

    @Test("Layer normalisation agrees with its formula")
    func layerNormalisation() throws {
        let (x, weight, bias) = (Grid(noise: 4, 3, 5), Grid(noise: 5, 5), Grid(noise: 6, 5))
        var expected = Grid(3, 5)
        for i in 0..<3 {
            let mean = (0..<5).reduce(0) { $0 + x[i, $1] } / 5
            let variance = (0..<5).reduce(0) { $0 + pow(x[i, $1] - mean, 2) } / 5
            for j in 0..<5 { expected[i, j] = weight[j] * (x[i, j] - mean) / (variance + 0.1).squareRoot() + bias[j] }
        }
        try expectClose(
            layerNorm(x.tensor(), weight.tensor(), bias.tensor(), epsilon: 0.1), expected.tensor(), tolerance: 1e-12)
    }

    @Test(
        "RMS normalisation agrees with its formula, computes in float32, and keeps the dtype",
        arguments: [DType.float32, .bfloat16, .float64], [DType.float32, .bfloat16])
    func rootMeanSquare(dtype: DType, weightDType: DType) throws {
        let x = try Grid(Grid(noise: 7, 3, 8).tensor(dtype))
        let weight = try Grid(Grid(noise: 8, 8).tensor(weightDType))
        var expected = Grid(3, 8)
        for i in 0..<3 {
            let square = (0..<8).reduce(0) { $0 + x[i, $1] * x[i, $1] } / 8
            for j in 0..<8 { expected[i, j] = weight[j] * x[i, j] / (square + 1e-3).squareRoot() }
        }
        let result = try rmsNorm(x.tensor(dtype), weight.tensor(weightDType), epsilon: 1e-3)
        #expect(result.dtype == dtype)
        // A result in bfloat16 is rounded once, to eight bits.
        try expectClose(result, expected.tensor(), tolerance: dtype == .bfloat16 ? 1e-2 : 1e-6)
    }

    @Test("Cross entropy is summed over the rows whose target counts")
    func crossEntropy() throws {
        let logits = Grid(noise: 9, 4, 6)
        let targets = [2, -100, 0, 5]
        var expected = 0.0
        for (row, target) in targets.enumerated() where target != -100 {
            expected += log((0..<6).reduce(0) { $0 + exp(logits[row, $1]) }) - logits[row, target]
        }
        let loss = try crossEntropySum(logits.tensor(.float32), Tensor(indices: targets))
        #expect(abs(try loss.item() - expected) < 1e-5)
    }

    @Test("Another number may mark the rows that do not count; none counting is zero")
    func ignoring() throws {
        let logits = try Grid(noise: 10, 2, 3).tensor(.float32)
        #expect(try crossEntropySum(logits, Tensor(indices: [1, 1]), ignoring: 1).item() == 0)
        #expect(try crossEntropySum(logits.narrowed(0, 0..<0), Tensor(indices: [])).item() == 0)
    }
}
