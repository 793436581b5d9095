public import Torch

/// A convolution over time.
public struct Convolution {
    /// `[out, in / groups, kernel]`.
    public let weight: Tensor
    /// `[out]`.
    public let bias: Tensor?
    public let kernel, stride, dilation, groups: Int

    /// Takes `weight` and, where there is one, `bias` from `weights`; `inputs` and `outputs` count channels.
    public init(
        from weights: Weights, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
        groups: Int = 1, bias hasBias: Bool = true
    ) throws {
        weight = try weights.parameter("weight", outputs, inputs / groups, kernel)
        bias = hasBias ? try weights.parameter("bias", outputs) : nil
        self.kernel = kernel
        self.stride = stride
        self.dilation = dilation
        self.groups = groups
    }

    /// - Parameter x: `[B, in, T]`, padded by the caller.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try convolution(
            x, weight.to(x.dtype), bias?.to(x.dtype), stride: stride, dilation: dilation, groups: groups)
    }
}
