import Audio
import DataFeeding
import Foundation
import Randomness

/// Recordings of noise in bursts, each of its own, with a transcript that names the speakers.
struct MadeRecordings {
    var speakers, clips: Int

    /// Writes `train.jsonl`, and `SPEAKER/NUMBER.wav` beside it.
    func write(to root: URL) throws {
        var transcript = Data()
        for speaker in 0..<speakers {
            let name = "speaker\(10000 + speaker)"
            let folder = root.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for clip in 0..<clips {
                let waveform = Waveform(samples: Self.burst(UInt64(speaker * clips + clip)), sampleRate: 16000)
                try AudioFile.write(waveform, to: folder.appending(path: "\(clip).wav"), format: .wav16)
                transcript += Data(
                    """
                    {"audio": "\(name)/\(clip).wav", "text": "Sentence number \(clip) of \(name).", \
                    "speaker": "\(name)", "language": "English"}

                    """.utf8)
            }
        }
        try transcript.write(to: root.appending(path: "train.jsonl"))
    }

    /// A second of noise that swells and fades, between silences.
    private static func burst(_ seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<16000).map { index in
            guard (1600..<14400).contains(index) else { return 0 }
            let swell = Float(sin(Double(index - 1600) / 12800 * .pi * 4)) * 0.2 + 0.3
            return swell * Float(2 * generator.uniform01() - 1)
        }
    }
}
