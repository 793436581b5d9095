import Audio
import Foundation
public import Torch

// Shapes: B batch, N samples, T frames, F frequencies, M mel bands.

/// Logarithmic mel spectrograms as the speaker encoder expects them, of 24 kHz audio.
///
/// `log(max(1e-5, filters · sqrt(re² + im² + 1e-9)))` of windows of 1,024 samples every 256, mirrored by 384 samples
/// at both ends, so that N samples give `N / 256` frames.
///
/// Reference: `mel_spectrogram` as `extract_speaker_embedding` calls it (qwen-tts 0.1.1).
public struct MelSpectrogram {
    /// Samples per second of the audio.
    public static let sampleRate = 24_000
    /// Samples from one frame to the next.
    public static let hop = 256
    private static let windowSize = 1024
    private static let edge = (windowSize - hop) / 2
    /// The fewest samples that can be mirrored at the ends.
    public static let minimumSampleCount = edge + 1

    private let window: Tensor  // [windowSize]
    private let filters: Tensor  // [M, F]

    /// - Parameter bands: the number of mel bands between 0 and 12 kHz.
    public init(bands: Int = 128, on device: Device = .cpu) throws {
        let angle = 2 * Double.pi / Double(Self.windowSize)
        window = try Tensor((0..<Self.windowSize).map { Float(0.5 - 0.5 * cos(angle * Double($0))) }).to(device)
        let filters = MelFilterbank(
            sampleRate: Double(Self.sampleRate), windowSize: Self.windowSize, bands: bands, upTo: 12_000)
        self.filters = try Tensor(filters.weights, shape: [bands, Self.windowSize / 2 + 1]).to(device)
    }

    /// The spectrogram of one clip: `[1, T, M]`.
    ///
    /// - Throws: `RecordingError.tooShort` for fewer samples than `minimumSampleCount`.
    public func callAsFunction(_ samples: [Float]) throws -> Tensor {
        try callAsFunction(Tensor(samples, shape: [1, samples.count]).to(filters.device))
    }

    /// The spectrograms of clips of one length: `[B, N]` to `[B, T, M]`.
    ///
    /// - Throws: `RecordingError.tooShort` for fewer samples than `minimumSampleCount`.
    public func callAsFunction(_ samples: Tensor) throws -> Tensor {
        guard samples.size(-1) >= Self.minimumSampleCount else {
            throw RecordingError.tooShort(
                samples: samples.size(-1), minimum: Self.minimumSampleCount, part: "mel spectrogram")
        }
        let mirrored = try samples.padded(left: Self.edge, right: Self.edge, .reflect)
        let spectrum = try mirrored.shortTimeFourier(size: Self.windowSize, hop: Self.hop, window: window)
        let magnitude = try (spectrum.squared().sum(-1) + 1e-9).squareRoot()  // [B, F, T]
        return try filters.matmul(magnitude).clamped(1e-5).logarithm().transposed(1, 2)
    }
}
