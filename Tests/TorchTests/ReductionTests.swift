import Foundation
import TestSupport
import Testing
import Torch

@Suite("Operations over a dimension")
struct ReductionTests {
    struct Reduction: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: @Sendable (Tensor, Int?, Bool) throws -> Tensor
        let reference: @Sendable ([Double]) -> Double
    }

    private static let all: [Reduction] = [
        Reduction(testDescription: "sum", operation: { try $0.sum($1, keep: $2) }, reference: { $0.reduce(0, +) }),
        Reduction(
            testDescription: "mean", operation: { try $0.mean($1, keep: $2) },
            reference: { $0.reduce(0, +) / Double($0.count) }),
        Reduction(
            testDescription: "maximum", operation: { try $0.maximum($1, keep: $2) }, reference: { $0.max() ?? .nan }),
        Reduction(
            testDescription: "minimum", operation: { try $0.minimum($1, keep: $2) }, reference: { $0.min() ?? .nan }),
        Reduction(
            testDescription: "all", operation: { try $0.greater(-0.5).all($1, keep: $2) },
            reference: { $0.allSatisfy { $0 > -0.5 } ? 1 : 0 }),
        Reduction(
            testDescription: "norm", operation: { try $0.norm($1, keep: $2) },
            reference: { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }),
    ]

    @Test("Reductions agree with plain Swift, over each dimension and over all", arguments: all)
    func reductions(_ reduction: Reduction) throws {
        let grid = Grid(noise: 3, 3, 4)
        let x = try grid.tensor()
        let rows = (0..<3).map { i in reduction.reference((0..<4).map { grid[i, $0] }) }
        let columns = (0..<4).map { j in reduction.reference((0..<3).map { grid[$0, j] }) }
        try expectClose(reduction.operation(x, 1, false), Tensor(rows), tolerance: 1e-12)
        try expectClose(reduction.operation(x, -1, true), Tensor(rows, shape: [3, 1]), tolerance: 1e-12)
        try expectClose(reduction.operation(x, 0, false), Tensor(columns), tolerance: 1e-12)
        try expectClose(
            reduction.operation(x, nil, false), Tensor([reduction.reference(grid.values)], shape: []), tolerance: 1e-12)
    }

    @Test("Of equal extremes the first counts")
    func extremes() throws {
        let x = try Tensor([2, 5, 5, -1, 5, -1] as [Float])
        #expect(try x.argmax(0).integerItem() == 1)
        #expect(try x.argmin(0).integerItem() == 3)
    }

    @Test("Cumulative sums add up")
    func cumulative() throws {
        let x = try Tensor([1, 2, 3, 4] as [Double], shape: [2, 2])
        #expect(try x.cumulativeSum(1).doubles() == [1, 3, 3, 7])
        #expect(try x.cumulativeSum(0).doubles() == [1, 2, 4, 6])
    }

    @Test("Softmax and its logarithm stay finite for large numbers")
    func softmax() throws {
        let values = [1000, 1001, 999.5]
        let weights = values.map { exp($0 - 1001) }
        let total = weights.reduce(0, +)
        let x = try Tensor(values)
        try expectClose(x.softmax(0), Tensor(weights.map { $0 / total }), tolerance: 1e-12)
        try expectClose(x.logSoftmax(0), Tensor(weights.map { log($0 / total) }), tolerance: 1e-12)
    }

    @Test("The greatest elements come in order with indices of their own, ties included")
    func topK() throws {
        let values = [3, 7, 7, 1, 7, 5] as [Float]
        let (best, where_) = try Tensor(values).topK(4, 0)
        let indices = try where_.integers()
        #expect(try best.array() == [7, 7, 7, 5] as [Float])
        #expect(Set(indices) == [1, 2, 4, 5])
        #expect(indices.map { values[$0] } == [7, 7, 7, 5])
    }

    @Test("Sorting keeps the order of equals", arguments: [false, true])
    func sorting(descending: Bool) throws {
        var noise = Noise(seed: 5)
        let values = (0..<300).map { _ in Float(Int.random(in: 0..<7, using: &noise)) }
        let order = values.indices.sorted {
            values[$0] == values[$1] ? $0 < $1 : (values[$0] < values[$1]) != descending
        }
        let (sorted, indices) = try Tensor(values).sorted(0, descending: descending)
        #expect(try indices.integers() == order)
        #expect(try sorted.array() == order.map { values[$0] })
    }

    /// libtorch takes another way, over a matrix product, from 26 rows on.
    @Test("Distances between rows are Euclidean", arguments: [(3, 4), (40, 30)])
    func distances(rows: Int, others: Int) throws {
        let (x, y) = (Grid(noise: 6, rows, 5), Grid(noise: 7, others, 5))
        var expected = Grid(rows, others)
        for i in 0..<rows {
            for j in 0..<others {
                expected[i, j] = (0..<5).reduce(0) { $0 + pow(x[i, $1] - y[j, $1], 2) }.squareRoot()
            }
        }
        try expectClose(x.tensor().pairwiseDistances(y.tensor()), expected.tensor(), tolerance: 1e-10)
    }

    @Test("The Fourier transform agrees with its definition", arguments: [(16, 4, 16), (16, 8, 12), (10, 3, 10)])
    func fourier(size: Int, hop: Int, windowSize: Int) throws {
        let signal = Grid(noise: 8, 2, 60)
        let window = (0..<windowSize).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(windowSize)) }
        // A shorter window lies in the middle of each frame.
        let margin = (size - windowSize) / 2
        let (bins, frames) = (size / 2 + 1, (60 - size) / hop + 1)
        var expected = Grid(2, bins, frames, 2)
        for b in 0..<2 {
            for bin in 0..<bins {
                for frame in 0..<frames {
                    for n in 0..<windowSize {
                        let value = window[n] * signal[b, frame * hop + margin + n]
                        let angle = -2 * .pi * Double(bin * (margin + n)) / Double(size)
                        expected[b, bin, frame, 0] += value * cos(angle)
                        expected[b, bin, frame, 1] += value * sin(angle)
                    }
                }
            }
        }
        try expectClose(
            signal.tensor().shortTimeFourier(size: size, hop: hop, window: Tensor(window)), expected.tensor(),
            tolerance: 1e-12)
    }
}
