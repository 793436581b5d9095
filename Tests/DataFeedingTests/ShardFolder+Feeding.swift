import Audio
import DatasetFixtures
import Foundation
import SpeechDataset
import TestSupport

@testable import DataFeeding

extension ShardFolder {
    func cache(_ name: String = "cache") -> CodeCache {
        CodeCache(directory: folder.file(name), tokenizerFingerprint: Self.tokenizer)
    }

    func processing(
        speakers: [String] = [], tokenizer: String = ShardFolder.tokenizer, limits: [PreparedDataset.Part: Int] = [:],
        maximumBadShare: Double = 0.05
    ) throws -> ClipProcessing {
        ClipProcessing(
            try PreparedDataset.open(url).select(speakers: speakers), cache: cache(), tokenizer: tokenizer,
            limits: limits, maximumBadShare: maximumBadShare)
    }
}

/// Work of which the codes tell how long the recording was.
func countingWork(
    encode: @escaping (Waveform) throws -> Codes = { waveform in
        let frames = (waveform.samples.count + 1919) / 1920
        return Codes(frames: frames, values: [Int16](repeating: 7, count: 16 * frames))
    }, shouldStop: @escaping () -> Bool = { false }
) -> ClipProcessing.Work {
    ClipProcessing.Work(tokens: { $0.split(separator: " ").count }, encode: encode, shouldStop: shouldStop)
}
