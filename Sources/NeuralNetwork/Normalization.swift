public import Torch

/// `weight · x / sqrt(mean(x²) + epsilon)` over the last dimension, in float32.
///
/// Reference: Zhang & Sennrich, "Root Mean Square Layer Normalization", equation 4.
public struct RMSNorm {
    /// `[width]`.
    public let weight: Tensor
    /// Added to the mean square, so that zeros are not divided by zero.
    public let epsilon: Double

    /// Takes the `width` factors from `weights`.
    public init(from weights: Weights, _ width: Int, epsilon: Double) throws {
        weight = try weights.parameter("weight", width)
        self.epsilon = epsilon
    }

    /// Normalises the vectors of `x`, `[..., width]`, and returns them in that shape.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try rmsNorm(x, weight, epsilon: epsilon)
    }
}

/// `weight · (x - mean) / sqrt(variance + epsilon) + bias` over the last dimension.
///
/// Reference: Ba et al., "Layer Normalization", equation 4.
public struct LayerNorm {
    public let weight, bias: Tensor
    /// Added to the variance, so that constant vectors are not divided by zero.
    public let epsilon: Double

    /// Takes `width` factors and as many offsets from `weights`.
    public init(from weights: Weights, _ width: Int, epsilon: Double) throws {
        weight = try weights.parameter("weight", width)
        bias = try weights.parameter("bias", width)
        self.epsilon = epsilon
    }

    /// Normalises the vectors of `x`, `[..., width]`; the parameters are brought to its dtype.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try layerNorm(x, weight.to(x.dtype), bias.to(x.dtype), epsilon: epsilon)
    }
}

/// Multiplies each channel of the last dimension by a learnt number.
///
/// Reference: Touvron et al., "Going deeper with Image Transformers", equation 4.
public struct LayerScale {
    /// `[width]`.
    public let scale: Tensor

    /// Takes the `width` factors from `weights`.
    public init(from weights: Weights, _ width: Int) throws {
        scale = try weights.parameter("scale", width)
    }

    /// Scales the channels of `x`, `[..., width]`; the factors are brought to its dtype.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try x * scale.to(x.dtype)
    }
}
