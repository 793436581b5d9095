import Audio
public import Corpus
public import Foundation
public import Qwen3TTS
public import Torch

/// Codes of clips, out of the cache where they are, and encoded once where they are not.
public struct CodeEncoder {
    private let checkpoint: Checkpoint
    private let cache: CodeCache
    private let device: Device

    /// - Parameter cacheDirectory: keeps the codes by the weights of the speech tokenizer that made them.
    public init(_ checkpoint: Checkpoint, cacheDirectory: URL, on device: Device = .cpu) throws {
        self.checkpoint = checkpoint
        self.device = device
        cache = CodeCache(
            directory: cacheDirectory,
            tokenizerFingerprint: try CodeCache.fingerprint(ofFile: checkpoint.speechTokenizerWeights))
    }

    /// Makes sure that the cache has the codes of all clips.
    ///
    /// Each clip is encoded alone, so that no padding touches its codes. What is done stays done when it is interrupted.
    ///
    /// - Parameters:
    ///   - progress: is told how many of the missing clips are done.
    ///   - shouldStop: asked before each clip.
    /// - Returns: the number of clips that were encoded now; nil when it was stopped.
    public func encodeMissing(
        _ clips: [PreparedDataset.Clip], progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Int? {
        let missing = try clips.filter { try cache.codes(for: $0.id) == nil }
        guard !missing.isEmpty else { return 0 }
        let tokenizer = try SpeechTokenizer(directory: checkpoint.speechTokenizer, parts: .encoder, on: device)
        for (index, clip) in missing.enumerated() {
            if shouldStop() { return nil }
            let waveform = try AudioFile.read(clip.audio)
            let codes = try withoutGradients { try tokenizer.encode(waveform.samples).to(.cpu).to(.int16) }
            let values: [Int16] = try codes.contiguous().array()
            try cache.store(Codes(frames: codes.size(0), codebooks: codes.size(1), values: values), for: clip.id)
            progress(index + 1, missing.count)
        }
        return missing.count
    }

    /// The codes of a clip that `encodeMissing` has seen to.
    public func codes(_ clip: PreparedDataset.Clip) throws -> Codes {
        guard let codes = try cache.codes(for: clip.id) else {
            throw TrainingError.missingCodes(clip: clip.id)
        }
        return codes
    }
}
