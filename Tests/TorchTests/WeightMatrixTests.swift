import ProcessorKernels
import TestSupport
import Testing
import Torch

@Suite("Products of a matrix with few vectors")
struct WeightMatrixTests {
    /// Rows, columns, vectors: around what the kernels take at a time, and enough to be divided over threads.
    private static let sizes = [
        (1, 1, 1), (7, 5, 2), (8, 8, 1), (9, 16, 3), (3, 17, 4), (64, 48, 5), (49, 40, 8), (300, 129, 33),
        (1024, 512, 1), (1000, 512, 7),
    ]

    private func normal(_ seed: UInt64, _ shape: Int...) throws -> Tensor {
        try RandomGenerator(seed: seed).normal(shape)
    }

    @Test("They agree with libtorch's, whatever the dtype", arguments: sizes, [DType.float32, .bfloat16, .float64])
    func agreement(size: (rows: Int, columns: Int, vectors: Int), dtype: DType) throws {
        let weight = try normal(1, size.rows, size.columns).to(dtype)
        let bias = try normal(2, size.rows)
        let x = try normal(3, size.vectors, size.columns)
        let expected = try linear(x.to(.float64), weight.to(.float64), bias.to(.float64))
        // The kernels for any processor are among them, also where there are better ones.
        #expect(Kernels.names.last == "baseline")
        for kernels in Kernels.names {
            let found = try Kernels.with(kernels) { try WeightMatrix(weight, bias: bias)(x.array()) }
            try expectClose(Tensor(found, shape: [size.vectors, size.rows]), expected, tolerance: 1e-5, kernels)
        }
    }

    @Test("A vector's product is the same to the last bit alone and among others", arguments: sizes)
    func independence(size: (rows: Int, columns: Int, vectors: Int)) throws {
        let matrix = try WeightMatrix(normal(1, size.rows, size.columns))
        let x: [Float] = try normal(2, size.vectors, size.columns).array()
        for kernels in Kernels.names {
            Kernels.with(kernels) {
                let together = matrix(x)
                for vector in 0..<size.vectors {
                    let alone = matrix(Array(x[vector * size.columns..<(vector + 1) * size.columns]))
                    #expect(alone == Array(together[vector * size.rows..<(vector + 1) * size.rows]), "\(kernels)")
                }
            }
        }
    }

    @Test("Many threads at once get what one gets")
    func concurrency() async throws {
        let rows = 2000
        let columns = 256
        let weight: [Float] = try normal(1, rows, columns).array()
        let x: [Float] = try normal(2, columns).array()
        let expected = try WeightMatrix(Tensor(weight, shape: [rows, columns]))(x)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let matrix = try WeightMatrix(Tensor(weight, shape: [rows, columns]))
                    return (0..<50).allSatisfy { _ in matrix(x) == expected }
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test("Eight bits err by half a step per element at most")
    func int8() throws {
        let weight = try normal(1, 40, 64)
        let x = try normal(2, 3, 64)
        let found = try WeightMatrix(weight, .int8)(x.array())
        let expected = try linear(x, weight).doubles()
        let steps = try weight.absolute().doubles().chunked(64).map { ($0.max() ?? 0) / 127 }
        let magnitudes = try x.absolute().doubles().chunked(64).map { $0.reduce(0, +) }
        var worst = 0.0
        for (index, value) in found.enumerated() {
            let error = abs(Double(value) - expected[index])
            #expect(error <= magnitudes[index / 40] * steps[index % 40] / 2 + 1e-4)
            worst = max(worst, error)
        }
        #expect(worst > 1e-4, "rounding shows somewhere")
    }

    @Test("A row of zeros stays one in eight bits")
    func zeros() throws {
        #expect(try WeightMatrix(.zeros([2, 8]), .int8)([1, 2, 3, 4, 5, 6, 7, 8]) == [0, 0])
    }

    @Test("Rows are added from every format", arguments: [DType.float32, .bfloat16])
    func rows(dtype: DType) throws {
        let table = try normal(1, 5, 6).to(dtype)
        var sum = [Float](repeating: 1, count: 18)
        let matrix = try WeightMatrix(table)
        matrix.add(row: 4, to: &sum, at: 6)
        matrix.add(row: 2, to: &sum, at: 6)
        let expected = try (table.to(.float32).select(0, 4) + 1 + table.to(.float32).select(0, 2)).array(of: Float.self)
        #expect(Array(sum[6..<12]) == expected)
        #expect(sum[..<6].allSatisfy { $0 == 1 } && sum[12...].allSatisfy { $0 == 1 })

        var eight = [Float](repeating: 0, count: 6)
        try WeightMatrix(table, .int8).add(row: 1, to: &eight, at: 0)
        try expectClose(Tensor(eight), table.select(0, 1), tolerance: 0.02)
    }

    @Test("The tensor's memory is read as it is, and kept alive")
    func sharing() throws {
        var weight: Tensor? = try .zeros([2, 2])
        let matrix = try WeightMatrix(#require(weight))
        try weight?.fill(3)
        weight = nil
        #expect(matrix([1, 1]) == [6, 6])
    }

    @Test("What is no matrix is refused")
    func refusal() throws {
        #expect(throws: DecodingError.noMatrix(shape: [2, 2, 2])) { try WeightMatrix(.zeros([2, 2, 2])) }
        #expect(throws: DecodingError.wrongBias(count: 3, rows: 2)) {
            try WeightMatrix(.zeros([2, 2]), bias: .zeros([3]))
        }
    }
}

extension Array {
    /// Pieces of a length that divides the whole.
    fileprivate func chunked(_ length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<$0 + length]) }
    }
}
