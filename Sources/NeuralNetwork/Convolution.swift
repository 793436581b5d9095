public import Torch

/// A convolution over time.
public struct Convolution {
    /// `[out, in / groups, kernel]`.
    public private(set) var weight: Tensor
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

    /// The same with the weights of the channels beside each other in the CPU's memory, for inputs that are so: else they are copied into this
    /// order each time.
    public func channelsLast() throws -> Convolution {
        guard weight.device == .cpu, kernel > 1, weight.size(1) > 1 else { return self }
        return try withoutGradients {
            Convolution(weight: try weight.transposed(1, 2).contiguous().transposed(1, 2), replacing: self)
        }
    }

    private init(weight: Tensor, replacing old: Convolution) {
        self = old
        self.weight = weight
    }

    /// - Parameter x: `[B, in, T]`, padded by the caller.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try convolution(
            x, weight.to(x.dtype), bias?.to(x.dtype), stride: stride, dilation: dilation, groups: groups)
    }
}
