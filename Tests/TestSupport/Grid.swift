public import Torch

/// Numbers in plain Swift under indices along dimensions: what the reference loops of the tests read and write.
public struct Grid: Sendable {
    /// The size of each dimension.
    public let shape: [Int]
    /// The numbers in row-major order.
    public var values: [Double]

    /// Zeros.
    public init(_ shape: Int...) {
        self.shape = shape
        values = Array(repeating: 0, count: shape.reduce(1, *))
    }

    /// Numbers between -1 and 1, the same in every run.
    public init(noise seed: UInt64, _ shape: Int...) {
        var noise = Noise(seed: seed)
        self.shape = shape
        values = noise.numbers(shape.reduce(1, *))
    }

    /// The elements of a tensor.
    public init(_ tensor: Tensor) throws {
        shape = tensor.shape
        values = try tensor.doubles()
    }

    /// The number at one index per dimension.
    public subscript(_ index: Int...) -> Double {
        get { values[offset(index)] }
        set { values[offset(index)] = newValue }
    }

    private func offset(_ index: [Int]) -> Int {
        precondition(index.count == shape.count, "\(index.count) indices into \(shape.count) dimensions")
        return zip(index, shape).reduce(0) { offset, next in
            precondition(next.0 >= 0 && next.0 < next.1, "the index \(index) is outside \(shape)")
            return offset * next.1 + next.0
        }
    }

    /// The numbers as a tensor.
    public func tensor(_ dtype: DType = .float64) throws -> Tensor {
        try Tensor(values, shape: shape).to(dtype)
    }
}
