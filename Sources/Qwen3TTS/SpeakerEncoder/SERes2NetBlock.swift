import NeuralNetwork
import Torch

/// A TDNN, a Res2Net layer, a TDNN and a squeeze-and-excitation, around a residual.
///
/// Reference: Desplanques et al., "ECAPA-TDNN", section 3.2; `SqueezeExcitationRes2NetBlock` (qwen-tts 0.1.1).
struct SERes2NetBlock {
    let entry, exit: TDNN
    let parts: Res2Net
    let excitation: SqueezeExcitation

    init(
        from weights: Weights, channels: Int, kernel: Int, dilation: Int, scale: Int, squeezeChannels: Int
    ) throws {
        entry = try TDNN(from: weights["tdnn1"], channels, channels)
        parts = try Res2Net(
            from: weights["res2net_block"], channels: channels, kernel: kernel, dilation: dilation, scale: scale)
        exit = try TDNN(from: weights["tdnn2"], channels, channels)
        excitation = try SqueezeExcitation(from: weights["se_block"], channels: channels, squeezed: squeezeChannels)
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try excitation(exit(parts(entry(x)))) + x
    }
}

/// Splits the channels into parts, each of which also sees the output of the one before.
///
/// Reference: Gao et al., "Res2Net", equation 1.
struct Res2Net {
    /// All parts but the first, which stays as it is.
    let layers: [TDNN]
    private let width: Int

    init(from weights: Weights, channels: Int, kernel: Int, dilation: Int, scale: Int) throws {
        let width = channels / scale
        self.width = width
        layers = try (0..<scale - 1).map {
            try TDNN(from: weights["blocks", $0], width, width, kernel: kernel, dilation: dilation)
        }
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        func part(_ index: Int) throws -> Tensor {
            try x.narrowed(1, index * width..<(index + 1) * width)
        }
        var outputs = [try part(0)]
        for (index, layer) in layers.enumerated() {
            let input = try part(index + 1)
            outputs.append(try layer(index == 0 ? input : input + outputs[index]))
        }
        return try concatenated(outputs, 1)
    }
}

/// Scales each channel by a number between 0 and 1 that depends on the means of all channels.
///
/// Reference: Hu et al., "Squeeze-and-Excitation Networks", equations 2 to 4.
struct SqueezeExcitation {
    let squeeze, excite: Convolution

    init(from weights: Weights, channels: Int, squeezed: Int) throws {
        squeeze = try Convolution(from: weights["conv1"], channels, squeezed, kernel: 1)
        excite = try Convolution(from: weights["conv2"], squeezed, channels, kernel: 1)
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try x * excite(squeeze(x.mean(2, keep: true)).relu()).sigmoid()
    }
}
