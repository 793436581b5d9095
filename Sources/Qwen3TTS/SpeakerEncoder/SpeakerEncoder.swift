public import NeuralNetwork
public import Torch

// Shapes: B batch, T frames, C channels.

/// Turns a recording into a vector that says who speaks.
///
/// Clips of different lengths are never padded to one batch: padding would change their vectors.
///
/// Reference: Desplanques et al., "ECAPA-TDNN"; `Qwen3TTSSpeakerEncoder` (qwen-tts 0.1.1).
public struct SpeakerEncoder {
    /// The sizes of the layers.
    public let configuration: SpeakerEncoderConfiguration
    private let spectrogram: MelSpectrogram
    private let entry: TDNN
    private let blocks: [SERes2NetBlock]
    private let aggregation: TDNN
    private let pooling: AttentiveStatisticsPooling
    private let projection: Convolution

    /// - Parameter weights: those below `speaker_encoder`.
    public init(_ configuration: SpeakerEncoderConfiguration, from weights: Weights) throws {
        self.configuration = configuration
        let (channels, kernels, dilations) = (configuration.channels, configuration.kernels, configuration.dilations)
        let last = channels.count - 1
        entry = try TDNN(
            from: weights["blocks", 0], configuration.melBands, channels[0], kernel: kernels[0], dilation: dilations[0])
        blocks = try (1..<last).map { index in
            try SERes2NetBlock(
                from: weights["blocks", index], channels: channels[index], kernel: kernels[index],
                dilation: dilations[index], scale: configuration.scale, squeezeChannels: configuration.squeezeChannels)
        }
        aggregation = try TDNN(
            from: weights["mfa"], channels[last], channels[last], kernel: kernels[last], dilation: dilations[last])
        pooling = try AttentiveStatisticsPooling(
            from: weights["asp"], channels: channels[last], attentionChannels: configuration.attentionChannels)
        projection = try Convolution(from: weights["fc"], 2 * channels[last], configuration.width, kernel: 1)
        spectrogram = try MelSpectrogram(bands: configuration.melBands, on: projection.weight.device)
    }

    /// The fewest frames: each convolution mirrors some at the ends, and needs one more.
    private var minimumFrameCount: Int {
        let parts = blocks.flatMap { $0.parts.layers.map(\.convolution) }
        return ([entry.convolution, aggregation.convolution] + parts).map(\.minimumFrameCount).max() ?? 1
    }

    /// The fewest samples of a recording.
    public var minimumSampleCount: Int {
        max(MelSpectrogram.minimumSampleCount, minimumFrameCount * MelSpectrogram.hop)
    }

    /// The speaker vector `[width]` of one recording, 24 kHz mono.
    ///
    /// - Throws: `RecordingError.tooShort` for fewer samples than `minimumSampleCount`.
    public func embed(_ samples: [Float]) throws -> Tensor {
        guard samples.count >= minimumSampleCount else { throw tooShort(samples: samples.count) }
        return try callAsFunction(spectrogram(samples)).squeezed(0)
    }

    /// The vector of a voice: the mean, in float32, of the vectors of recordings that show it, each encoded alone: `[width]`.
    ///
    /// - Parameter recordings: 24 kHz, mono; one at least.
    public func voice(of recordings: [[Float]]) throws -> Tensor {
        try withoutGradients {
            let vectors = try recordings.map { try embed($0).reshaped(-1) }
            return try stacked(vectors, 0).to(.float32).mean(0)
        }
    }

    /// The speaker vectors `[B, width]` of logarithmic mel spectrograms `[B, T, bands]`.
    ///
    /// - Throws: `RecordingError.tooShort` for fewer frames than the convolutions can mirror.
    public func callAsFunction(_ mel: Tensor) throws -> Tensor {
        try callAsFunction(mel) { _, _ in }
    }

    /// The same, showing `block0`, `block1`, …, `mfa` and `asp` (each `[B, C, T]`) on the way.
    package func callAsFunction(_ mel: Tensor, observe: StageObserver) throws -> Tensor {
        guard mel.size(1) >= minimumFrameCount else { throw tooShort(samples: mel.size(1) * MelSpectrogram.hop) }
        var x = try entry(mel.transposed(1, 2))
        try observe("block0", x)
        var outputs: [Tensor] = []
        for (index, block) in blocks.enumerated() {
            x = try block(x)
            try observe("block\(index + 1)", x)
            outputs.append(x)
        }
        let aggregated = try aggregation(concatenated(outputs, 1))
        try observe("mfa", aggregated)
        let pooled = try pooling(aggregated)
        try observe("asp", pooled)
        return try projection(pooled).squeezed(2)
    }

    private func tooShort(samples: Int) -> RecordingError {
        .tooShort(samples: samples, minimum: minimumSampleCount, part: "speaker encoder")
    }
}
