import Audio
import DataFeeding
import DataPreparation
import FineTuning
import Foundation
import Qwen3TTS
import Torch
import TrainingSettings

/// The models that preparing can use: a speaker encoder to compare voices with, and a speech tokenizer for codes.
struct PreparationModels {
    private let checkpoint: Checkpoint?
    private let tokenizer: URL?
    private let settings: Settings

    /// Finds the folders that settings name.
    init(_ settings: Settings) throws {
        checkpoint = try settings.initModelPath.map { try Checkpoint(URL(filePath: $0)) }
        tokenizer = settings.tokenizerPath.map { URL(filePath: $0) } ?? checkpoint?.speechTokenizer
        self.settings = settings
    }

    /// Compares voices; nil without a checkpoint that has a speaker encoder.
    func vectors(_ line: ProgressLine) throws -> SpeakerVectors? {
        guard let checkpoint, checkpoint.configuration.hasSpeakerEncoder else { return nil }
        let fingerprint = try CodeCache.fingerprint(
            ofFiles: SafetensorsSet.files(of: checkpoint.url.appending(path: "model.safetensors")))
        var encoder: SpeakerEncoder?
        let work = WorkLine("comparing the voices of", .items("clips"), on: line)
        return SpeakerVectors(
            fingerprint: fingerprint,
            progress: { work.show($0, of: $1) },
            vector: { waveform in
                if encoder == nil { encoder = try checkpoint.loadModel(isFrozen: { _ in true }).model.speakerEncoder }
                guard let encoder, waveform.samples.count >= encoder.minimumSampleCount else { return nil }
                return try withoutGradients {
                    try encoder.embed(waveform.samples).reshaped(-1).to(.float32).contiguous().array()
                }
            })
    }

    /// Makes codes; nil without a speech tokenizer.
    ///
    /// - Parameter shouldStop: asked before each clip.
    func encoder(_ line: ProgressLine, shouldStop: @escaping () -> Bool) throws -> ClipEncoder? {
        guard let tokenizer else { return nil }
        Runtime.begin(threads: settings.threads > 0 ? settings.threads : nil)
        let encoder = try CodeEncoder(
            tokenizer, cacheDirectory: URL(filePath: settings.cacheDirectory), on: settings.chosenDevice())
        let work = WorkLine("encoding", .items("clips"), on: line)
        return ClipEncoder(
            fingerprint: encoder.fingerprint,
            encode: { clips in
                let missing = try clips.filter { try encoder.cache.codes(for: $0.id) == nil }
                for (index, clip) in missing.enumerated() {
                    if shouldStop() { return false }
                    try encoder.cache.store(try encoder.encode(try AudioFile.read(clip.audio)), for: clip.id)
                    work.show(index + 1, of: missing.count)
                }
                return true
            },
            codes: { clip in
                if let codes = try encoder.cache.codes(for: clip.id) { return codes }
                let codes = try encoder.encode(try AudioFile.read(clip.audio))
                try encoder.cache.store(codes, for: clip.id)
                return codes
            })
    }
}
