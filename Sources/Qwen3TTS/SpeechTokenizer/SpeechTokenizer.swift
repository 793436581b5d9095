public import Foundation
public import NeuralNetwork
public import Torch

// Shapes: T frames, Q codebooks.

/// Turns speech into codes and back: 24 kHz mono audio, 12.5 frames a second, 16 codes a frame in official checkpoints.
///
/// Reference: `Qwen3TTSTokenizerV2Model` (qwen-tts 0.1.1).
public final class SpeechTokenizer {
    /// Which halves of a tokenizer are held in memory.
    public enum Parts: Sendable {
        case encoder, decoder, both
    }

    /// The sizes of the layers.
    public let configuration: SpeechTokenizerConfiguration
    private let encoder: SpeechEncoder?
    private let decoder: SpeechDecoder?
    private let device: Device

    /// Loads the `speech_tokenizer` folder of a checkpoint: `config.json` and `model.safetensors`.
    ///
    /// - Throws: `ConfigurationError`, `SafetensorsError`, or `WeightsError` with all parameters that do not fit.
    public convenience init(directory: URL, parts: Parts = .both, on device: Device = .cpu) throws {
        let configuration = try readConfiguration(
            SpeechTokenizerConfiguration.self, from: directory.appending(path: "config.json"))
        let file = try SafetensorsSet(directory.appending(path: "model.safetensors"))
        // The parameters never change, so that those in float32 need no copy.
        let source = CheckpointWeights(file, on: device) {
            file.dtype(of: $0) == .float32 ? .mapped : .copied(.float32)
        }
        let left: String? =
            switch parts {
            case .encoder: "decoder."
            case .decoder: "encoder."
            case .both: nil
            }
        if let left {
            for name in file.names where name.hasPrefix(left) { source.carryAlong(name) }
        }
        try self.init(configuration: configuration, from: Weights(source), parts: parts, on: device)
        try source.finish()
    }

    /// Takes the parameters from `weights`, which have to be on `device`.
    public init(
        configuration: SpeechTokenizerConfiguration, from weights: Weights, parts: Parts = .both,
        on device: Device = .cpu
    ) throws {
        self.configuration = configuration
        self.device = device
        encoder =
            parts == .decoder
            ? nil
            : try SpeechEncoder(configuration.encoder, codebooks: configuration.codebooks, from: weights["encoder"])
        decoder = parts == .encoder ? nil : try SpeechDecoder(configuration.decoder, from: weights["decoder"])
    }

    // MARK: Encoding

    /// The codes `[T, Q]` (int64) of one recording, 24 kHz mono; T is its length in frames, rounded up.
    ///
    /// - Throws: `RecordingError.empty` for a recording without samples.
    public func encode(_ samples: [Float]) throws -> Tensor {
        try Runtime.measured { try encode(samples) { _, _ in } }
    }

    /// The codes of several recordings, each encoded alone: padding to one length would change its last codes.
    public func encode(batch: [[Float]]) throws -> [Tensor] {
        try batch.map { try encode($0) }
    }

    /// As `encode`, showing `seanet`, `transformer` and `downsample` (each `[1, hidden, frames]`) on the way.
    package func encode(_ samples: [Float], observe: StageObserver) throws -> Tensor {
        guard let encoder else { throw RecordingError.notLoaded(part: "encoder") }
        guard !samples.isEmpty else { throw RecordingError.empty }
        let waveform = try Tensor(samples, shape: [1, 1, samples.count]).to(device)
        let codes = try encoder(waveform, observe: observe)
        let frame = configuration.samplesPerEncodedFrame
        let frames = (samples.count + frame - 1) / frame
        return try codes.narrowed(0, 0..<min(frames, codes.size(0)))
    }

    // MARK: Decoding

    /// How codes that are too many for one pass are decoded.
    public enum DecodingMethod: Sendable {
        /// Chunk by chunk with everything remembered in between: the samples of one pass, in bounded memory.
        case continuous
        /// As the official package does it: windows of 300 frames, decoded each alone after 25 frames of context.
        ///
        /// For comparison with it; a window's first frames sound worse, since they depend on more than 25 before them.
        ///
        /// Reference: `Qwen3TTSTokenizerV2Decoder.chunked_decode` (qwen-tts 0.1.1).
        case officialChunks
    }

    /// The frames that `decode` takes in one pass, and the quickest chunks for a stream: 12 at the official sizes.
    public var framesAtOnce: Int { configuration.decoder.framesAtOnce }

    /// The samples that codes `[T, Q]` of any integer dtype stand for, within ±1: `[T · samplesPerDecodedFrame]`.
    ///
    /// Memory beside the samples is that of `framesAtOnce` frames, however many there are.
    ///
    /// - Throws: `RecordingError` for codes of another shape or beyond the codebooks.
    public func decode(_ codes: Tensor, _ method: DecodingMethod = .continuous) throws -> Tensor {
        _ = try loadedDecoder()
        try configuration.decoder.check(codes)
        let frames = codes.size(0)
        switch method {
        case .continuous: return try decodeContinuously(codes)
        case .officialChunks:
            let windows = try stride(from: 0, to: frames, by: 300).map { start in
                let context = min(25, start)
                let window = try decodeContinuously(codes.narrowed(0, start - context..<min(start + 300, frames)))
                return try window.narrowed(0, context * configuration.samplesPerDecodedFrame..<window.size(0))
            }
            return try concatenated(windows, 0)
        }
    }

    /// Starts decoding codes that come in chunks.
    ///
    /// - Throws: `RecordingError.notLoaded` when this tokenizer was loaded without its decoder.
    public func makeDecodingStream() throws -> DecodingStream {
        DecodingStream(try loadedDecoder(), configuration.decoder, on: device)
    }

    private func decodeContinuously(_ codes: Tensor) throws -> Tensor {
        let (frames, size) = (codes.size(0), configuration.samplesPerDecodedFrame)
        guard frames > framesAtOnce else { return try decode(codes) { _, _ in } }
        let stream = try makeDecodingStream()
        let samples = try Tensor.empty([frames * size], on: device)
        for start in stride(from: 0, to: frames, by: framesAtOnce) {
            let end = min(start + framesAtOnce, frames)
            try samples.narrowed(0, start * size..<end * size).assign(stream.decode(codes.narrowed(0, start..<end)))
        }
        return samples
    }

    /// The samples of `decode`, in one pass however many frames there are.
    ///
    /// Shows `quantized`, `pre_conv`, `pre_transformer`, `upsample`, `decoder0`, `decoder1`, … on the way.
    package func decode(_ codes: Tensor, observe: StageObserver) throws -> Tensor {
        let decoder = try loadedDecoder()
        try configuration.decoder.check(codes)
        let latents = try decoder.latents(codes.to(.int64).to(device).unsqueezed(0))
        try observe("quantized", latents)
        return try decoder.waveform(latents, observe: observe).squeezed(0)
    }

    /// The samples `[B, T · samplesPerDecodedFrame]` that latents `[B, codebookWidth, T]` stand for, within ±1.
    ///
    /// It can be differentiated with respect to the latents.
    public func waveform(latents: Tensor) throws -> Tensor {
        try loadedDecoder().waveform(latents) { _, _ in }
    }

    private func loadedDecoder() throws -> SpeechDecoder {
        guard let decoder else { throw RecordingError.notLoaded(part: "decoder") }
        return decoder
    }
}
