public import Torch

// Shapes: T frames, Q codebooks.

/// Decodes one sequence of codes chunk by chunk: what comes out, joined, is what decoding them all at once gives.
///
/// Every layer remembers what its next output depends on (`StreamMemory`), which is bounded: a stream of hours takes no
/// more memory than its longest chunk. A chunk of one frame works; larger ones are several times faster for each frame.
/// `SpeechTokenizer.makeDecodingStream` makes one, and each is independent of the others.
public final class DecodingStream {
    private let decoder: SpeechDecoder
    private let memory: StreamMemory
    private let configuration: SpeechDecoderConfiguration
    private let device: Device

    /// The frames decoded so far.
    public private(set) var frameCount = 0

    init(_ decoder: SpeechDecoder, _ configuration: SpeechDecoderConfiguration, on device: Device) {
        self.decoder = decoder
        self.configuration = configuration
        self.device = device
        memory = decoder.makeMemory()
    }

    /// The samples of the next frames, within ±1: codes `[T, Q]` of any T from 1 on become `[T · samplesPerFrame]`.
    ///
    /// - Throws: `RecordingError` for codes of another shape or beyond the codebooks, which leaves the stream as it was.
    public func decode(_ codes: Tensor) throws -> Tensor {
        try configuration.check(codes, firstFrame: frameCount)
        let samples = try Runtime.measured {
            try withoutGradients {
                let latents = try decoder.latents(codes.to(.int64).to(device).unsqueezed(0))
                return try decoder.waveform(latents, memory) { _, _ in }.squeezed(0)
            }
        }
        frameCount += codes.size(0)
        return samples
    }
}

extension SpeechDecoderConfiguration {
    /// Checks that codes can be decoded: `[T, quantizers]` with a frame or more, and each an entry of its codebook.
    ///
    /// - Parameters:
    ///   - codes: of an integer dtype.
    ///   - firstFrame: the number of the first frame, for the message.
    func check(_ codes: Tensor, firstFrame: Int = 0) throws {
        precondition(!codes.dtype.isFloatingPoint && codes.dtype != .bool, "codes are integers, not \(codes.dtype)")
        guard codes.rank == 2, codes.size(0) > 0, codes.size(1) == quantizers else {
            throw RecordingError.wrongCodes(shape: codes.shape, codebooks: quantizers)
        }
        let (least, most) = try (codes.minimum().integerItem(), codes.maximum().integerItem())
        guard least < 0 || most >= codebookSize else { return }
        let values: [Int64] = try codes.to(.cpu).to(.int64).array()
        let wrong = values.firstIndex { $0 < 0 || $0 >= codebookSize } ?? 0
        throw RecordingError.codeOutOfRange(
            code: Int(values[wrong]), frame: firstFrame + wrong / quantizers, codebook: wrong % quantizers,
            codebookSize: codebookSize)
    }
}
