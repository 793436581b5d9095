import CKernels

/// How weights are kept for generation on the CPU.
public enum WeightStorage: Sendable, Equatable {
    /// In their own memory, float32 or bfloat16, without a copy.
    case asStored
    /// Rounded to eight bits, with a factor per row: half the memory traffic of bfloat16, at the price of small errors.
    case int8
}

/// What a weight is in memory.
public enum WeightFormat: Sendable, Equatable {
    /// Four bytes, IEEE 754's binary32.
    case float32
    /// The upper two bytes of a float32.
    case bfloat16
}

/// A matrix of weights that is multiplied with a few vectors at a time, on the CPU, in float32.
///
/// Products of many rows are made by other means; one row at a time, as in generation, they are bound by the memory that the
/// weights are read from, which these read once for all vectors and widen on the way.
public final class WeightMatrix {
    /// Rows: the length of a product.
    public let rows: Int
    /// Columns: the length of a vector.
    public let columns: Int
    let handle: OpaquePointer
    private let owner: AnyObject

    /// Reads weights where they are.
    ///
    /// - Parameters:
    ///   - weights: `[rows, columns]`, row-major, unchanged in place as long as `owner` lives.
    ///   - bias: added to every product; one number per row.
    ///   - owner: kept as long as the matrix is.
    @unsafe public init(
        _ weights: UnsafeRawPointer, _ format: WeightFormat, rows: Int, columns: Int, bias: [Float]? = nil,
        _ storage: WeightStorage = .asStored, owner: AnyObject
    ) throws(DecodingError) {
        if let bias, bias.count != rows { throw .wrongBias(count: bias.count, rows: rows) }
        let format = format == .bfloat16 ? CKERNELS_BFLOAT16 : CKERNELS_FLOAT32
        let made =
            if let bias {
                ckernels_matrix_make(weights, format, bias, Int64(rows), Int64(columns), storage == .int8)
            } else {
                ckernels_matrix_make(weights, format, nil, Int64(rows), Int64(columns), storage == .int8)
            }
        guard let made else { throw .outOfMemory }
        (self.rows, self.columns, handle, self.owner) = (rows, columns, made, owner)
    }

    deinit {
        ckernels_matrix_free(handle)
    }

    /// The products with vectors that lie one behind the other, each the same whatever the others are.
    public func callAsFunction(_ vectors: [Float]) -> [Float] {
        precondition(vectors.count.isMultiple(of: columns), "\(vectors.count) numbers are no vectors of \(columns)")
        let count = vectors.count / columns
        return [Float](unsafeUninitializedCapacity: count * rows) { buffer, initialized in
            if count > 0 { ckernels_matrix_multiply(handle, vectors, Int64(count), buffer.baseAddress) }
            initialized = count * rows
        }
    }

    /// Adds a row to the part of `vectors` that begins at `offset`.
    public func add(row: Int, to vectors: inout [Float], at offset: Int) {
        precondition(row >= 0 && row < rows && offset >= 0 && offset + columns <= vectors.count, "no row \(row) here")
        vectors.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { ckernels_matrix_add_row(handle, Int64(row), start + offset) }
        }
    }
}
