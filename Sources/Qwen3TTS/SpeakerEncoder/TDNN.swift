import NeuralNetwork
import Torch

/// A convolution whose output is as long as its input, which is mirrored at both ends.
struct MirroredConvolution {
    let convolution: Convolution
    private let left, right: Int

    init(from weights: Weights, _ inputs: Int, _ outputs: Int, kernel: Int = 1, dilation: Int = 1) throws {
        convolution = try Convolution(from: weights, inputs, outputs, kernel: kernel, dilation: dilation)
        left = dilation * (kernel - 1) / 2
        right = dilation * (kernel - 1) - left
    }

    /// The fewest frames that can be mirrored.
    var minimumFrameCount: Int { right + 1 }

    /// - Parameter x: `[B, in, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try convolution(x.padded(left: left, right: right, .reflect))
    }
}

/// A time-delay layer: a mirrored convolution and ReLU.
///
/// Reference: `TimeDelayNetBlock` (qwen-tts 0.1.1).
struct TDNN {
    let convolution: MirroredConvolution

    init(from weights: Weights, _ inputs: Int, _ outputs: Int, kernel: Int = 1, dilation: Int = 1) throws {
        convolution = try MirroredConvolution(
            from: weights["conv"], inputs, outputs, kernel: kernel, dilation: dilation)
    }

    /// - Parameter x: `[B, in, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try convolution(x).relu()
    }
}
