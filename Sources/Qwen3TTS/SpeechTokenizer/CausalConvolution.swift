import NeuralNetwork
import Torch

/// A convolution that sees no later sample, and whose output has the input's length over its stride, rounded up.
///
/// Reference: `MimiConv1d` (transformers 4.57) and `Qwen3TTSTokenizerV2CausalConvNet` (qwen-tts 0.1.1).
struct CausalConvolution {
    let convolution: Convolution
    let padding: CodecPadding
    private let left, right: Int

    /// - Parameter isCausal: false splits the padding between both ends.
    init(
        from weights: Weights, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
        groups: Int = 1, bias: Bool = true, padding: CodecPadding = .constant, isCausal: Bool = true
    ) throws {
        convolution = try Convolution(
            from: weights["conv"], inputs, outputs, kernel: kernel, stride: stride, dilation: dilation, groups: groups,
            bias: bias
        ).channelsLast()
        self.padding = padding
        let total = (kernel - 1) * dilation + 1 - stride
        right = isCausal ? 0 : total / 2
        left = total - right
    }

    /// Whether it can go through a stream: it looks back alone, and begins with zeros.
    var isStreamable: Bool { right == 0 && padding == .constant }

    /// - Parameters:
    ///   - x: `[B, in, T]`; the result is `[B, out, ceil(T / stride)]`.
    ///   - memory: what came before `x`; only the last chunk of a stream may end within a stride.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory? = nil) throws -> Tensor {
        let time = x.size(2)
        let missing = (convolution.stride - time % convolution.stride) % convolution.stride
        guard let memory else { return try convolution(padded(x, right: right + missing)) }
        precondition(isStreamable, "only a convolution that looks back, over zeros at first, can go through a stream")
        let extended = try memory.extended(x, by: left, for: convolution.weight)
        return try convolution(extended.padded(left: 0, right: missing))
    }

    private func padded(_ x: Tensor, right: Int) throws -> Tensor {
        switch padding {
        case .constant: return try x.padded(left: left, right: right)
        case .replicate: return try x.padded(left: left, right: right, .replicate)
        case .reflect:
            // A signal too short to be mirrored is continued by zeros first.
            let extra = max(0, max(left, right) + 1 - x.size(2))
            let padded = try x.padded(left: 0, right: extra).padded(left: left, right: right, .reflect)
            return try padded.narrowed(2, 0..<padded.size(2) - extra)
        }
    }
}

/// A transposed convolution without its tail: T frames become `T · stride`, none of which depends on later frames.
///
/// Reference: `Qwen3TTSTokenizerV2CausalTransConvNet` (qwen-tts 0.1.1).
struct CausalTransposedConvolution {
    /// For each of the `kernel / stride` frames that an output depends on, the newest first: `[stride · out, in]`.
    private let taps: [Tensor]
    private let bias: Tensor  // [stride · out]
    private let outputs: Int

    init(from weights: Weights, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int) throws {
        precondition(kernel.isMultiple(of: stride), "every output depends on the same number of frames")
        let weight = try weights["conv"].parameter("weight", inputs, outputs, kernel)
        let bias = try weights["conv"].parameter("bias", outputs)
        // Worked out once: the speech tokenizer's parameters never change.
        (taps, self.bias) = try withoutGradients {
            let taps = try (0..<kernel / stride).map { tap in
                try weight.narrowed(2, tap * stride..<(tap + 1) * stride).permuted(2, 1, 0).contiguous()
                    .reshaped(stride * outputs, inputs)
            }
            return (taps, try concatenated(Array(repeating: bias, count: stride), 0))
        }
        self.outputs = outputs
    }

    /// A matrix product for each frame that an output depends on, whose results lie in the order of time.
    ///
    /// - Parameters:
    ///   - x: `[B, in, T]`; the result is `[B, out, T · stride]`.
    ///   - memory: what came before `x`, of which the last frames reach into these.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory? = nil) throws -> Tensor {
        let (time, reach) = (x.size(2), taps.count - 1)
        let extended = try memory?.extended(x, by: reach, for: taps[0]) ?? x.padded(left: reach, right: 0)
        let frames = try extended.transposed(1, 2).contiguous()
        let sums = try taps.enumerated().map { tap, weight in
            try linear(
                frames.narrowed(1, reach - tap..<reach - tap + time), weight.to(x.dtype),
                tap == 0 ? bias.to(x.dtype) : nil)
        }
        let sum = try sums.dropFirst().reduce(sums[0]) { try $0 + $1 }
        return try sum.reshaped(x.size(0), -1, outputs).transposed(1, 2)
    }
}
