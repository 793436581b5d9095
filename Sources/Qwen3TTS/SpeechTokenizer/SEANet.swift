import NeuralNetwork
import Torch

/// Convolutions with strides that turn a waveform into frames.
///
/// Reference: Tagliasacchi et al., "SEANet"; `MimiEncoder` (transformers 4.57).
struct SEANet {
    private enum Layer {
        case convolution(CausalConvolution)
        case residual(SEANetResidualBlock)
        case activation

        func callAsFunction(_ x: Tensor, _ memory: StreamMemory?) throws -> Tensor {
            switch self {
            case .convolution(let convolution): try convolution(x, memory)
            case .residual(let block): try block(x, memory)
            case .activation: try x.elu()
            }
        }
    }

    /// In the order of the checkpoint, which counts the activations as well.
    private let layers: [Layer]
    private let samplesPerFrame: Int
    private let isStreamable: Bool

    init(_ configuration: SpeechEncoderConfiguration, from weights: Weights) throws {
        var layers: [Layer] = []
        func convolution(_ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1) throws -> Layer {
            .convolution(
                try CausalConvolution(
                    from: weights["layers", layers.count], inputs, outputs, kernel: kernel, stride: stride,
                    padding: configuration.padding, isCausal: configuration.isCausal))
        }
        var channels = configuration.filters
        layers.append(try convolution(1, channels, kernel: configuration.kernel))
        for ratio in configuration.ratios.reversed() {
            var dilation = 1
            for _ in 0..<configuration.residualLayers {
                let block = try SEANetResidualBlock(
                    configuration, channels: channels, dilation: dilation, from: weights["layers", layers.count])
                layers.append(.residual(block))
                dilation *= configuration.dilationGrowth
            }
            layers.append(.activation)
            layers.append(try convolution(channels, 2 * channels, kernel: 2 * ratio, stride: ratio))
            channels *= 2
        }
        layers.append(.activation)
        layers.append(try convolution(channels, configuration.hidden, kernel: configuration.lastKernel))
        self.layers = layers
        samplesPerFrame = configuration.ratios.reduce(1, *)
        isStreamable = configuration.isCausal && configuration.padding == .constant
    }

    /// - Parameters:
    ///   - waveform: `[B, 1, samples]`; the result is `[B, hidden, frames]`.
    ///   - memory: what came before; only the last chunk of a stream may end within a frame.
    func callAsFunction(_ waveform: Tensor, _ memory: StreamMemory? = nil) throws -> Tensor {
        try layers.reduce(waveform) { try $1($0, memory) }
    }

    /// The frames `[B, hidden, frames]` of a waveform of any length, piece by piece: the first layers make hundreds of
    /// numbers of every sample, which all at once would take 25 MB a second.
    ///
    /// - Parameter framesAtOnce: how long a piece is.
    func inPieces(_ waveform: Tensor, framesAtOnce: Int) throws -> Tensor {
        let (samples, piece) = (waveform.size(2), framesAtOnce * samplesPerFrame)
        guard isStreamable, samples > piece else { return try self(waveform) }
        let memory = StreamMemory()
        let pieces = try stride(from: 0, to: samples, by: piece).map { start in
            try self(waveform.narrowed(2, start..<min(start + piece, samples)), memory)
        }
        return try concatenated(pieces, 2)
    }
}

/// Two convolutions around a residual, the first of which sees a wide stretch of time.
///
/// Reference: `MimiResnetBlock` (transformers 4.57).
struct SEANetResidualBlock {
    let wide, narrow: CausalConvolution
    let shortcut: CausalConvolution?

    init(_ configuration: SpeechEncoderConfiguration, channels: Int, dilation: Int, from weights: Weights) throws {
        func convolution(_ name: String, _ inputs: Int, _ outputs: Int, kernel: Int, dilation: Int = 1) throws
            -> CausalConvolution
        {
            try CausalConvolution(
                from: weights[name], inputs, outputs, kernel: kernel, dilation: dilation,
                padding: configuration.padding, isCausal: configuration.isCausal)
        }
        let inner = channels / configuration.compression
        wide = try convolution("block.1", channels, inner, kernel: configuration.residualKernel, dilation: dilation)
        narrow = try convolution("block.3", inner, channels, kernel: 1)
        shortcut =
            configuration.hasConvolutionShortcut ? try convolution("shortcut", channels, channels, kernel: 1) : nil
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor, _ memory: StreamMemory?) throws -> Tensor {
        try (shortcut?(x) ?? x) + narrow(wide(x.elu(), memory).elu())
    }
}
