import Audio
import Corpus
import FineTuning
import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import TrainingSettings

/// A prepared dataset of two speakers with codes in the cache, for runs of a few steps.
///
/// Names, lengths and codes are fixed, so that what a run computes on it is as well.
struct TinyDataset {
    let folder: TemporaryFolder
    let url: URL
    let cache: URL
    let tiny: TinyCheckpoint

    /// A clip in the dataset's own words.
    private struct Line: Encodable {
        var id, audio, text, language: String
        var instruct: String?
        var duration: Double
        var frames: Int
    }

    private struct Manifest: Encodable {
        struct Speaker: Encodable {
            var name, language: String
            var references: [String]
            var train, validation: ClipTotals
        }

        var format = 1
        var samplingRate = 24000
        var speakers: [Speaker]

        enum CodingKeys: String, CodingKey {
            case format, speakers
            case samplingRate = "sampling_rate"
        }
    }

    /// - Parameters:
    ///   - clips: of each speaker, one of which validates.
    ///   - language: of the second speaker.
    ///   - instruct: of the second clip of each speaker.
    init(
        _ tiny: TinyCheckpoint = .base, speakers: [String] = ["amina", "bo"], clips: Int = 4,
        language: String = "Chinese", instruct: String? = nil
    ) throws {
        self.tiny = tiny
        folder = try TemporaryFolder()
        url = folder.file("prepared")
        cache = folder.file("cache")
        let codes = CodeCache(
            directory: cache,
            tokenizerFingerprint: try CodeCache.fingerprint(ofFile: tiny.open().speechTokenizerWeights))
        var noise = Noise(seed: 5)
        var entries: [Manifest.Speaker] = []
        for (index, name) in speakers.enumerated() {
            let language = index == 0 ? "English" : language
            let lines = try (0..<clips).map { clip in
                let frames = 3 + (clip * 2 + index) % 5
                let id = "\(name)-\(clip)"
                let values = (0..<frames * 16).map { _ in Int16(noise.next() % 64) }
                try codes.store(Codes(frames: frames, values: values), for: id)
                try tone(url.appending(path: "\(name)/audio/\(id).flac"), hertz: 200, seconds: 0.08 * Double(frames))
                return Line(
                    id: id, audio: "audio/\(id).flac", text: "Number \(clip).", language: language,
                    instruct: clip == 1 ? instruct : nil, duration: 0.08 * Double(frames), frames: frames)
            }
            try write(lines.dropLast(), to: url.appending(path: "\(name)/train.jsonl"))
            try write(lines.suffix(1), to: url.appending(path: "\(name)/validation.jsonl"))
            try tone(url.appending(path: "\(name)/references/0.flac"), hertz: 150 + 90 * Double(index), seconds: 1)
            entries.append(
                .init(
                    name: name, language: language, references: ["\(name)/references/0.flac"],
                    train: ClipTotals(clips: clips - 1, seconds: 1), validation: ClipTotals(clips: 1, seconds: 1)))
        }
        try JSONEncoder().encode(Manifest(speakers: entries)).write(to: url.appending(path: "dataset.json"))
    }

    /// Settings for a short run on this dataset.
    func settings(steps: Int, output: String = "run") -> Settings {
        var settings = Settings()
        settings.initModelPath = tiny.url.path
        settings.trainData = url.path
        settings.cacheDirectory = cache.path
        settings.outputDirectory = folder.file(output).path
        settings.threads = 1
        settings.learningRate = 1e-3
        settings.warmup = .steps(2)
        settings.gradientAccumulationSteps = 2
        settings.maxSteps = steps
        settings.loggingSteps = 1
        settings.device = .cpu
        return settings
    }

    private func write(_ lines: some Sequence<Line>, to url: URL) throws {
        let encoder = JSONEncoder()
        let text = try lines.map { try encoder.encode($0) + Data("\n".utf8) }.reduce(Data(), +)
        try text.write(to: url)
    }

    /// A tone with two overtones, so that references of two speakers differ.
    private func tone(_ url: URL, hertz: Double, seconds: Double) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        let samples = (0..<Int(seconds * 24000)).map { index in
            (1...3).reduce(Float(0)) { sum, harmonic in
                sum + Float(sin(2 * .pi * hertz * Double(harmonic * index) / 24000) / Double(4 * harmonic))
            }
        }
        try AudioFile.write(Waveform(samples: samples, sampleRate: 24000), to: url, format: .flac16)
    }
}

extension TinyDataset {
    /// A clip with its codes.
    struct Clip {
        var text, language: String
        var frames: [[Int]]
    }

    /// The samples of a speaker's reference.
    func reference(_ name: String) throws -> [Float] {
        let speakers = try PreparedDataset.open(url).select(speakers: [name]).speakers
        return try AudioFile.read(speakers[0].references[0]).samples
    }

    /// The clip that validates.
    func validationClip(_ name: String) throws -> Clip {
        let clip = try PreparedDataset.open(url).select(speakers: [name]).validation[0]
        let codes = try CodeEncoder(tiny.open(), cacheDirectory: cache).codes(clip)
        return Clip(
            text: clip.text, language: clip.language,
            frames: (0..<codes.frames).map { codes[frame: $0].map(Int.init) })
    }
}
