public import Audio
public import DataFeeding
public import Foundation
import Qwen3TTS
public import SpeechDataset
public import Torch

/// Makes the codes of recordings, with a tokenizer that is loaded when the first is asked for.
public final class CodeEncoder {
    /// The SHA-256 of the tokenizer's weights, in hexadecimal.
    public let fingerprint: String
    /// The codes that this tokenizer has made before.
    public let cache: CodeCache
    private let directory: URL
    private let device: Device
    private var tokenizer: SpeechTokenizer?

    /// - Parameters:
    ///   - directory: the folder of a speech tokenizer, such as a checkpoint's.
    ///   - cacheDirectory: keeps the codes by the weights of the speech tokenizer that made them.
    public init(_ directory: URL, cacheDirectory: URL, on device: Device = .cpu) throws {
        self.directory = directory
        self.device = device
        fingerprint = try CodeCache.fingerprint(
            ofFiles: SafetensorsSet.files(of: directory.appending(path: "model.safetensors")))
        cache = CodeCache(directory: cacheDirectory, tokenizerFingerprint: fingerprint)
    }

    /// The codes of a recording of 24 kHz, encoded alone, so that no padding touches them.
    public func encode(_ waveform: Waveform) throws -> Codes {
        let tokenizer = try tokenizer ?? SpeechTokenizer(directory: directory, parts: .encoder, on: device)
        self.tokenizer = tokenizer
        let codes = try withoutGradients { try tokenizer.encode(waveform.samples).to(.cpu).to(.int16) }
        return Codes(
            frames: codes.size(0), codebooks: codes.size(1), values: try codes.contiguous().array(of: Int16.self))
    }
}
