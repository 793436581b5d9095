import CTorch

/// How weights are kept for generation on the CPU.
public enum WeightStorage: Sendable, Equatable {
    /// In the tensor's own memory, float32 or bfloat16, without a copy.
    case asStored
    /// Rounded to eight bits, with a factor per row: half the memory traffic of bfloat16, at the price of small errors.
    case int8
}

/// A matrix of weights that is multiplied with a few vectors at a time, on the CPU, in float32.
///
/// libtorch's products are made for many rows; one row at a time, as in generation, they are bound by the memory that the
/// weights are read from, which these read once for all vectors and widen on the way.
public final class WeightMatrix {
    /// Rows: the length of a product.
    public let rows: Int
    /// Columns: the length of a vector.
    public let columns: Int
    private let handle: ctorch_matrix

    /// Keeps `weight`, `[rows, columns]` on the CPU, and adds `bias`, `[rows]`, to every product.
    public init(_ weight: Tensor, bias: Tensor? = nil, _ storage: WeightStorage = .asStored) throws(TorchError) {
        (rows, columns) = (weight.size(0), weight.size(1))
        var out = ctorch_matrix(pointer: nil)
        try check(
            ctorch_matrix_make(&out, weight.handle, bias?.handle ?? ctorch_tensor(pointer: nil), storage == .int8))
        handle = out
    }

    deinit {
        ctorch_matrix_free(handle)
    }

    /// The products with vectors that lie one behind the other, each the same whatever the others are.
    public func callAsFunction(_ vectors: [Float]) -> [Float] {
        precondition(vectors.count.isMultiple(of: columns), "\(vectors.count) numbers are no vectors of \(columns)")
        let count = vectors.count / columns
        return [Float](unsafeUninitializedCapacity: count * rows) { buffer, initialized in
            if count > 0 { ctorch_matrix_multiply(handle, vectors, Int64(count), buffer.baseAddress) }
            initialized = count * rows
        }
    }

    /// Adds a row to the part of `vectors` that begins at `offset`.
    public func add(row: Int, to vectors: inout [Float], at offset: Int) {
        precondition(row >= 0 && row < rows && offset >= 0 && offset + columns <= vectors.count, "no row \(row) here")
        vectors.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { ctorch_matrix_add_row(handle, Int64(row), start + offset) }
        }
    }
}
