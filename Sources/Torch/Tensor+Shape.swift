import CTorch

extension Tensor {
    /// The same elements in another shape; one size may be -1.
    public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
        try .make { out in Self.withSizes(shape) { ctorch_reshape(out, handle, $0, $1) } }
    }

    /// The same elements in another shape; one size may be -1.
    public func reshaped(_ shape: Int...) throws(TorchError) -> Tensor {
        try reshaped(shape)
    }

    /// A view in which dimensions of size 1 are repeated; -1 keeps a size.
    public func expanded(_ shape: Int...) throws(TorchError) -> Tensor {
        try expanded(shape)
    }

    /// A view in which dimensions of size 1 are repeated; -1 keeps a size.
    public func expanded(_ shape: [Int]) throws(TorchError) -> Tensor {
        try .make { out in Self.withSizes(shape) { ctorch_expand(out, handle, $0, $1) } }
    }

    /// A view whose dimension `i` is the dimension `order[i]` of this tensor.
    public func permuted(_ order: Int...) throws(TorchError) -> Tensor {
        try .make { out in Self.withSizes(order) { ctorch_permute(out, handle, $0, $1) } }
    }

    /// A view with two dimensions exchanged.
    public func transposed(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_transpose($0, handle, Int32(first), Int32(second)) }
    }

    /// A view with a dimension of size 1 inserted.
    public func unsqueezed(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_unsqueeze($0, handle, Int32(dimension)) }
    }

    /// A view without a dimension of size 1.
    public func squeezed(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_squeeze($0, handle, Int32(dimension)) }
    }

    /// The slice at `index`, without that dimension.
    public func select(_ dimension: Int, _ index: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_select($0, handle, Int32(dimension), Int64(index)) }
    }

    /// The slices `range` of a dimension.
    public func narrowed(_ dimension: Int, _ range: Range<Int>) throws(TorchError) -> Tensor {
        try .make { ctorch_narrow($0, handle, Int32(dimension), Int64(range.lowerBound), Int64(range.count)) }
    }

    /// The slices of a dimension that `indices` (int64, a vector) names, in that order.
    public func indexSelect(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_index_select($0, handle, Int32(dimension), indices.handle) }
    }

    /// The elements that `indices` (int64, of this rank) name along a dimension, in the shape of `indices`.
    ///
    /// For dimension 0: `result[i, j] = self[indices[i, j], j]`.
    public func gathered(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_gather($0, handle, Int32(dimension), indices.handle) }
    }

    /// A copy with the elements of `source` in the places that `indices` (int64, of this rank) name along a dimension.
    ///
    /// For dimension 0: `result[indices[i, j], j] = source[i, j]`; where indices repeat, any one element stays.
    public func scattered(_ dimension: Int, _ indices: Tensor, _ source: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_scatter($0, handle, Int32(dimension), indices.handle, source.handle) }
    }

    /// A copy whose slices `indices` have the slices of `source` added; repeated indices add up.
    public func indexAdded(_ dimension: Int, _ indices: Tensor, _ source: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_index_add($0, handle, Int32(dimension), indices.handle, source.handle) }
    }

    /// A copy with a dimension in reverse order.
    public func flipped(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_flip($0, handle, Int32(dimension)) }
    }

    /// How the last dimension is continued beyond its ends.
    public enum Padding: Sendable {
        case constant(Double)
        /// Mirrored, the edge itself not repeated.
        case reflect
        /// The edge repeated.
        case replicate
    }

    /// The last dimension with elements added at both ends.
    public func padded(left: Int, right: Int, _ padding: Padding = .constant(0)) throws(TorchError) -> Tensor {
        if left == 0 && right == 0 { return self }
        let (mode, value) =
            switch padding {
            case .constant(let value): (CTORCH_PAD_CONSTANT, value)
            case .reflect: (CTORCH_PAD_REFLECT, 0)
            case .replicate: (CTORCH_PAD_REPLICATE, 0)
            }
        return try .make { ctorch_pad_last($0, handle, Int64(left), Int64(right), mode, value) }
    }
}

/// Joins tensors along a dimension that they have.
public func concatenated(_ tensors: [Tensor], _ dimension: Int) throws(TorchError) -> Tensor {
    try .make { out in withHandles(tensors) { ctorch_cat(out, $0, $1, Int32(dimension)) } }
}

/// Joins tensors of one shape along a new dimension.
public func stacked(_ tensors: [Tensor], _ dimension: Int) throws(TorchError) -> Tensor {
    try .make { out in withHandles(tensors) { ctorch_stack(out, $0, $1, Int32(dimension)) } }
}
