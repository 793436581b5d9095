import ProcessorKernels
import Testing

@Suite("Products of a matrix with few vectors, without libtorch")
struct WeightMatrixTests {
    /// Weights of a made-up matrix, in both formats, and what they are exactly.
    private final class Weights {
        let rows, columns: Int
        let exact: [Float]
        private let halves: [UInt16]

        init(rows: Int, columns: Int) {
            (self.rows, self.columns) = (rows, columns)
            exact = (0..<rows * columns).map { Float(($0 * 37) % 101 - 50) / 64 }
            halves = exact.map { UInt16($0.bitPattern >> 16) }
        }

        func matrix(_ format: WeightFormat, bias: [Float]? = nil, _ storage: WeightStorage) throws -> WeightMatrix {
            switch format {
            case .float32:
                try exact.withUnsafeBytes { try matrix($0.baseAddress, .float32, bias, storage) }
            case .bfloat16:
                try halves.withUnsafeBytes { try matrix($0.baseAddress, .bfloat16, bias, storage) }
            }
        }

        /// The arrays' memory stays where it is as long as this object, whom the matrix keeps.
        private func matrix(
            _ start: UnsafeRawPointer?, _ format: WeightFormat, _ bias: [Float]?, _ storage: WeightStorage
        ) throws -> WeightMatrix {
            try WeightMatrix(
                #require(start), format, rows: rows, columns: columns, bias: bias, storage, owner: self)
        }
    }

    @Test(
        "Every kernel of every processor sums exactly what a sum in double precision is",
        arguments: [(1, 1, 1), (7, 5, 2), (9, 16, 3), (26, 33, 4), (49, 40, 9), (700, 300, 6)],
        [WeightFormat.float32, .bfloat16])
    func agreement(size: (rows: Int, columns: Int, vectors: Int), format: WeightFormat) throws {
        let weights = Weights(rows: size.rows, columns: size.columns)
        let bias = (0..<size.rows).map { Float($0 % 5) }
        let matrix = try weights.matrix(format, bias: bias, .asStored)
        // Small multiples of powers of two: every order of summation gives the same.
        let x = (0..<size.vectors * size.columns).map { Float(($0 * 29) % 31 - 15) / 8 }
        let expected = (0..<size.vectors * size.rows).map { index in
            let (vector, row) = (index / size.rows, index % size.rows)
            return (0..<size.columns).reduce(bias[row]) { sum, column in
                sum + weights.exact[row * size.columns + column] * x[vector * size.columns + column]
            }
        }
        #expect(Kernels.names.last == "baseline")
        for kernels in Kernels.names { #expect(Kernels.with(kernels) { matrix(x) } == expected, "\(kernels)") }
    }

    @Test("Eight bits keep each row's largest number, and round halves to even", arguments: Kernels.names)
    func eightBits(kernels: String) throws {
        let values: [Float] = [127, 0.5, 1.5, -2.5, -254, 3, 0, 0, 0]
        let matrix = try values.withUnsafeBytes {
            try WeightMatrix(
                #require($0.baseAddress), .float32, rows: 3, columns: 3, .int8, owner: Weights(rows: 1, columns: 1))
        }
        let rows = (0..<3).map { column in
            Kernels.with(kernels) { matrix((0..<3).map { $0 == column ? 1 : 0 }) }
        }
        #expect(rows == [[127, -2, 0], [0, -254, 0], [2, 4, 0]])
    }

    @Test("A bias of another length is refused")
    func refusal() {
        #expect(throws: DecodingError.wrongBias(count: 3, rows: 2)) {
            try Weights(rows: 2, columns: 2).matrix(.float32, bias: [1, 2, 3], .asStored)
        }
    }
}
