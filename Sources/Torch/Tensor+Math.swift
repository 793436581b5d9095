import CTorch

// Element by element, with the usual broadcasting.
extension Tensor {
    private func binary(_ op: ctorch_binary_op, _ other: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_binary($0, op, handle, other.handle) }
    }

    private func binary(_ op: ctorch_binary_op, _ number: Double) throws(TorchError) -> Tensor {
        try .make { ctorch_binary_scalar($0, op, handle, number) }
    }

    private func unary(_ op: ctorch_unary_op) throws(TorchError) -> Tensor {
        try .make { ctorch_unary($0, op, handle) }
    }

    /// The sum, element by element, broadcast.
    public static func + (x: Tensor, y: Tensor) throws(TorchError) -> Tensor { try x.binary(CTORCH_ADD, y) }
    /// The difference, element by element, broadcast.
    public static func - (x: Tensor, y: Tensor) throws(TorchError) -> Tensor { try x.binary(CTORCH_SUBTRACT, y) }
    /// The product, element by element, broadcast; `matmul` is the matrix product.
    public static func * (x: Tensor, y: Tensor) throws(TorchError) -> Tensor { try x.binary(CTORCH_MULTIPLY, y) }
    /// The quotient, element by element, broadcast; that of integers is floating-point.
    public static func / (x: Tensor, y: Tensor) throws(TorchError) -> Tensor { try x.binary(CTORCH_DIVIDE, y) }
    /// Adds a number to every element.
    public static func + (x: Tensor, y: Double) throws(TorchError) -> Tensor { try x.binary(CTORCH_ADD, y) }
    /// Subtracts a number from every element.
    public static func - (x: Tensor, y: Double) throws(TorchError) -> Tensor { try x.binary(CTORCH_SUBTRACT, y) }
    /// Multiplies every element by a number.
    public static func * (x: Tensor, y: Double) throws(TorchError) -> Tensor { try x.binary(CTORCH_MULTIPLY, y) }
    /// Divides every element by a number; the quotients of integers are floating-point.
    public static func / (x: Tensor, y: Double) throws(TorchError) -> Tensor { try x.binary(CTORCH_DIVIDE, y) }
    /// Every element with the other sign.
    public static prefix func - (x: Tensor) throws(TorchError) -> Tensor { try x.unary(CTORCH_NEGATIVE) }

    /// Where the elements are equal (bool), broadcast.
    public func equal(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_EQUAL, other) }
    /// Where the elements are this number (bool).
    public func equal(_ number: Double) throws(TorchError) -> Tensor { try binary(CTORCH_EQUAL, number) }
    /// Where the elements differ (bool), broadcast.
    public func notEqual(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_NOT_EQUAL, other) }
    /// Where the elements are below this number (bool).
    public func less(_ number: Double) throws(TorchError) -> Tensor { try binary(CTORCH_LESS, number) }
    /// Where the elements are below those of the other tensor (bool), broadcast.
    public func less(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_LESS, other) }
    /// Where the elements are not above those of the other tensor (bool), broadcast.
    public func lessOrEqual(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_LESS_EQUAL, other) }
    /// Where the elements are above this number (bool).
    public func greater(_ number: Double) throws(TorchError) -> Tensor { try binary(CTORCH_GREATER, number) }
    /// Where the elements are above those of the other tensor (bool), broadcast.
    public func greater(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_GREATER, other) }
    /// Where both are true, or not zero (bool), broadcast.
    public func and(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_AND, other) }
    /// Where either is true, or not zero (bool), broadcast.
    public func or(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CTORCH_OR, other) }
    /// Where the elements are false, or zero (bool).
    public func not() throws(TorchError) -> Tensor { try unary(CTORCH_NOT) }

    /// Every element without its sign.
    public func absolute() throws(TorchError) -> Tensor { try unary(CTORCH_ABS) }
    /// `e` to the power of every element.
    public func exponential() throws(TorchError) -> Tensor { try unary(CTORCH_EXP) }
    /// The natural logarithm of every element: NaN below zero, minus infinity at zero.
    public func logarithm() throws(TorchError) -> Tensor { try unary(CTORCH_LOG) }
    /// The sine of every element, in radians.
    public func sine() throws(TorchError) -> Tensor { try unary(CTORCH_SIN) }
    /// The cosine of every element, in radians.
    public func cosine() throws(TorchError) -> Tensor { try unary(CTORCH_COS) }
    /// The square root of every element: NaN below zero.
    public func squareRoot() throws(TorchError) -> Tensor { try unary(CTORCH_SQRT) }
    /// Every element times itself.
    public func squared() throws(TorchError) -> Tensor { try unary(CTORCH_SQUARE) }
    /// One divided by every element.
    public func reciprocal() throws(TorchError) -> Tensor { try unary(CTORCH_RECIPROCAL) }
    /// The hyperbolic tangent of every element.
    public func tanh() throws(TorchError) -> Tensor { try unary(CTORCH_TANH) }
    /// `1 / (1 + exp(-x))`.
    public func sigmoid() throws(TorchError) -> Tensor { try unary(CTORCH_SIGMOID) }
    /// `x` above zero, zero below.
    public func relu() throws(TorchError) -> Tensor { try unary(CTORCH_RELU) }
    /// `x · sigmoid(x)`.
    public func silu() throws(TorchError) -> Tensor { try unary(CTORCH_SILU) }
    /// With the exact error function, not its tanh approximation.
    public func gelu() throws(TorchError) -> Tensor { try unary(CTORCH_GELU) }
    /// `x` above zero, `exp(x) - 1` below.
    public func elu() throws(TorchError) -> Tensor { try unary(CTORCH_ELU) }
    /// Where the elements are neither infinite nor NaN (bool).
    public func isFinite() throws(TorchError) -> Tensor { try unary(CTORCH_IS_FINITE) }
    /// Every element to the power of `exponent`.
    public func power(_ exponent: Double) throws(TorchError) -> Tensor {
        try .make { ctorch_pow($0, handle, exponent) }
    }

    /// Limited to a range; give an infinity for an end without limit.
    public func clamped(_ minimum: Double, _ maximum: Double = .infinity) throws(TorchError) -> Tensor {
        try .make { ctorch_clamp($0, handle, minimum, maximum) }
    }

    /// A copy in which the elements under a true `mask` are `number`.
    public func filled(where mask: Tensor, with number: Double) throws(TorchError) -> Tensor {
        try .make { ctorch_masked_fill($0, handle, mask.handle, number) }
    }

    /// Element by element: `x` where the condition (bool) holds, else `y`.
    public static func choose(_ condition: Tensor, _ x: Tensor, _ y: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_where($0, condition.handle, x.handle, y.handle) }
    }

    /// The matrix product over the last two dimensions.
    public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_matmul($0, handle, other.handle) }
    }
}

// Over one dimension, or over all of them.
extension Tensor {
    private func reduced(_ reduction: ctorch_reduction, _ dimension: Int?, _ keep: Bool) throws(TorchError) -> Tensor {
        guard let dimension else { return try .make { ctorch_reduce_all($0, reduction, handle) } }
        return try .make { ctorch_reduce($0, reduction, handle, Int32(dimension), keep) }
    }

    /// The sum; that of integers is int64.
    public func sum(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduced(CTORCH_SUM, dimension, keep)
    }
    /// The mean of floating-point elements.
    public func mean(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduced(CTORCH_MEAN, dimension, keep)
    }
    /// The greatest element; NaN where there is one.
    public func maximum(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduced(CTORCH_MAX, dimension, keep)
    }
    /// The least element; NaN where there is one.
    public func minimum(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduced(CTORCH_MIN, dimension, keep)
    }
    /// Whether all elements are true (bool).
    public func all(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduced(CTORCH_ALL, dimension, keep)
    }
    /// The Euclidean norm.
    public func norm(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduced(CTORCH_NORM, dimension, keep)
    }
    /// The index (int64) of the greatest element; the first of equals.
    public func argmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_argmax($0, handle, Int32(dimension)) }
    }
    /// The index (int64) of the least element; the first of equals.
    public func argmin(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_argmin($0, handle, Int32(dimension)) }
    }
    /// The sum of each element with all before it, in the same shape.
    public func cumulativeSum(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_cumulative_sum($0, handle, Int32(dimension)) }
    }
    /// `exp(x)` divided by its sum over the dimension, so that the results are positive and add up to 1.
    public func softmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_softmax($0, handle, Int32(dimension)) }
    }
    /// The natural logarithm of `softmax`, computed without leaving the range of the dtype.
    public func logSoftmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try .make { ctorch_log_softmax($0, handle, Int32(dimension)) }
    }

    /// The `count` greatest elements, in descending order, and their indices.
    public func topK(_ count: Int, _ dimension: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        var values = ctorch_tensor(pointer: nil)
        var indices = ctorch_tensor(pointer: nil)
        try check(ctorch_top_k(&values, &indices, handle, Int64(count), Int32(dimension)))
        return (Tensor(owning: values), Tensor(owning: indices))
    }

    /// The elements in order (stable), and the indices that they had.
    public func sorted(
        _ dimension: Int, descending: Bool = false
    ) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        var values = ctorch_tensor(pointer: nil)
        var indices = ctorch_tensor(pointer: nil)
        try check(ctorch_sort(&values, &indices, handle, Int32(dimension), descending))
        return (Tensor(owning: values), Tensor(owning: indices))
    }

    /// Euclidean distances between the rows of this matrix `[N, D]` and those of another `[M, D]`: `[N, M]`.
    public func pairwiseDistances(_ other: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_pairwise_distance($0, handle, other.handle) }
    }

    /// The short-time Fourier transform of signals `[B, samples]`, not centred: `[B, bins, frames, 2]` (re, im).
    public func shortTimeFourier(size: Int, hop: Int, window: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_stft($0, handle, Int64(size), Int64(hop), Int64(window.elementCount), window.handle) }
    }
}
