public import Torch

/// A table of vectors.
public struct Embedding {
    /// `[count, width]`.
    public let table: Tensor

    /// Takes the table of `count` vectors of `width` numbers from `weights`.
    public init(from weights: Weights, _ count: Int, _ width: Int) throws {
        table = try weights.parameter("weight", count, width)
    }

    /// The rows that `indices` (int64, any shape) name, in the table's dtype.
    public func callAsFunction(_ indices: Tensor) throws -> Tensor {
        try embedding(table, indices)
    }
}
