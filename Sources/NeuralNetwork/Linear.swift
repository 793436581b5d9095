public import Torch

/// `x · weightᵀ + bias`.
public struct Linear {
    /// `[out, in]`.
    public let weight: Tensor
    /// `[out]`.
    public let bias: Tensor?

    /// Takes `weight` and, where there is one, `bias` from `weights`.
    public init(from weights: Weights, _ inputs: Int, _ outputs: Int, bias hasBias: Bool = false) throws {
        weight = try weights.parameter("weight", outputs, inputs)
        bias = hasBias ? try weights.parameter("bias", outputs) : nil
    }

    /// - Parameter x: `[..., in]`; the result `[..., out]` has its dtype.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try linear(x, weight.converted(to: x.dtype), bias?.converted(to: x.dtype))
    }
}
