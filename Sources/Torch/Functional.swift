import CTorch

private var none: ctorch_tensor { ctorch_tensor(pointer: nil) }

/// `x · weightᵀ + bias`, with weight `[out, in]`.
public func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil) throws(TorchError) -> Tensor {
    try .make { ctorch_linear($0, x.handle, weight.handle, bias?.handle ?? none) }
}

/// The rows of `table` that `indices` (int64, any shape) name.
public func embedding(_ table: Tensor, _ indices: Tensor) throws(TorchError) -> Tensor {
    try .make { ctorch_embedding($0, table.handle, indices.handle) }
}

/// Convolution over the last dimension: x `[B, in, T]`, weight `[out, in / groups, kernel]`.
public func convolution(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1
) throws(TorchError) -> Tensor {
    try .make {
        ctorch_conv1d(
            $0, x.handle, weight.handle, bias?.handle ?? none, Int64(stride), Int64(padding), Int64(dilation),
            Int64(groups))
    }
}

/// The transpose of a convolution: x `[B, in, T]`, weight `[in, out / groups, kernel]`.
public func transposedConvolution(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, stride: Int, padding: Int = 0, groups: Int = 1
) throws(TorchError) -> Tensor {
    try .make {
        ctorch_conv_transpose1d(
            $0, x.handle, weight.handle, bias?.handle ?? none, Int64(stride), Int64(padding), Int64(groups))
    }
}

/// Layer normalisation over the last dimension.
public func layerNorm(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
    try .make { ctorch_layer_norm($0, x.handle, weight.handle, bias.handle, epsilon) }
}

/// `weight · x / sqrt(mean(x²) + epsilon)` over the last dimension, computed in float32.
public func rmsNorm(_ x: Tensor, _ weight: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
    try .make { ctorch_rms_norm($0, x.handle, weight.handle, epsilon) }
}

/// `softmax(q · kᵀ · scale + mask) · v` with q `[B, heads, T, D]`, k and v `[B, groups, S, D]`.
///
/// - Parameters:
///   - mask: bool (true keeps) or float (added), broadcast to `[B, heads, T, S]`; not together with `isCausal`.
///   - isCausal: query `t` sees the keys up to `t`, both counted from the first.
public func attention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, isCausal: Bool, scale: Double
) throws(TorchError) -> Tensor {
    try .make { ctorch_attention($0, q.handle, k.handle, v.handle, mask?.handle ?? none, isCausal, scale) }
}

/// The sum over rows of `-log softmax(logits)[target]`; a row whose target is `ignoring` counts nothing.
///
/// Shapes: logits `[N, classes]` in float32, targets `[N]` in int64.
public func crossEntropySum(_ logits: Tensor, _ targets: Tensor, ignoring: Int = -100) throws(TorchError) -> Tensor {
    try .make { ctorch_cross_entropy_sum($0, logits.handle, targets.handle, Int64(ignoring)) }
}
