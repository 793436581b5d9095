import Audio
import FineTuning
import Foundation
import ModelFixtures
import Parquet
import Qwen3TTS
import TestSupport
import TrainingSettings

@testable import DataFeeding
@testable import SpeechDataset

/// A prepared dataset of two speakers with codes, for runs of a few steps.
///
/// Names, lengths and codes are fixed, so that what a run computes on it is as well.
struct TinyDataset {
    let folder: TemporaryFolder
    let url: URL
    let cache: URL
    let tiny: TinyCheckpoint
    /// The SHA-256 of the speech tokenizer's weights.
    let tokenizer: String

    /// A row of a shard.
    struct Row {
        var id, text, language: String
        var instruct: String?
        var codes: Codes
        var audio: Data
    }

    /// What ids end with whose random choices (streaming text, language tag) in the first eight epochs are those of the golden losses.
    private static let endings = [
        "amina": ["0002d8bb", "00034d76", "00021599", "0004427b"],
        "bo": ["0010c2eb", "00114c89", "00142eaa", "0013808b"],
    ]

    /// The id of a clip: 64 hexadecimal digits.
    static func id(_ speaker: String, _ clip: Int) -> String {
        let endings = endings[speaker] ?? []
        if clip < endings.count { return String(repeating: "0", count: 56) + endings[clip] }
        let digits = (Array(speaker.utf8) + [UInt8(clip)]).map { String(Int($0) + 256, radix: 16).suffix(2) }.joined()
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    /// - Parameters:
    ///   - clips: of each speaker, one of which validates.
    ///   - language: of the second speaker.
    ///   - instruct: of the second clip of each speaker.
    ///   - hasCodes: false leaves the codes to be made.
    ///   - hasVoices: false leaves out the recordings that show the voices.
    init(
        _ tiny: TinyCheckpoint = .base, speakers: [String] = ["amina", "bo"], clips: Int = 4,
        language: String = "Chinese", instruct: String? = nil, hasCodes: Bool = true, hasVoices: Bool = true
    ) throws {
        self.tiny = tiny
        folder = try TemporaryFolder()
        url = folder.file("prepared")
        cache = folder.file("cache")
        tokenizer = try CodeCache.fingerprint(ofFile: tiny.open().speechTokenizerWeights)
        var noise = Noise(seed: 5)
        for (index, name) in speakers.enumerated() {
            let language = index == 0 ? "English" : language
            let rows = try (0..<clips).map { clip in
                let frames = 3 + (clip * 2 + index) % 5
                let values = (0..<frames * 16).map { _ in Int16(noise.next() % 64) }
                return Row(
                    id: Self.id(name, clip), text: "Number \(clip).", language: language,
                    instruct: clip == 1 ? instruct : nil, codes: Codes(frames: frames, values: values),
                    audio: try AudioFile.encode(tone(hertz: 200, seconds: 0.08 * Double(frames)), format: .flac16))
            }
            try write(Array(rows.dropLast()), "\(name)/train-00000-of-00001.parquet", hasCodes: hasCodes)
            try write(Array(rows.suffix(1)), "\(name)/validation-00000-of-00001.parquet", hasCodes: hasCodes)
            guard hasVoices else { continue }
            let voice = url.appending(path: "voices/\(name).wav")
            try FileManager.default.createDirectory(
                at: voice.deletingLastPathComponent(), withIntermediateDirectories: true)
            try AudioFile.write(tone(hertz: 150 + 90 * Double(index), seconds: 1), to: voice, format: .wav16)
        }
    }

    /// Writes a shard in the layout of prepared datasets.
    func write(_ rows: [Row], _ path: String, hasCodes: Bool = true, tokenizer: String? = nil) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let hasInstruct = rows.contains { $0.instruct != nil }
        let columns = DatasetColumn.prepared(instruct: hasInstruct, codes: hasCodes)
        var metadata = ["huggingface": columns.footer]
        if hasCodes { metadata["qwen3_tts.speech_tokenizer"] = tokenizer ?? self.tokenizer }
        let writer = try ParquetWriter(file, columns: columns.parquetColumns, metadata: metadata)
        var values: [String: ParquetValues] = [
            "audio": .audio(rows.map { ParquetAudio(bytes: $0.audio, path: "\($0.id).flac") }),
            "text": .text(rows.map(\.text)), "language": .text(rows.map(\.language)),
            "duration": .real(rows.map { 0.08 * Double($0.codes.frames) }),
        ]
        if hasInstruct { values["instruct"] = .text(rows.map(\.instruct)) }
        if hasCodes {
            values["audio_codes"] = .codes(
                rows.map { ParquetCodes(frames: $0.codes.frames, codebooks: 16, values: $0.codes.values) })
        }
        try writer.append(values)
        _ = try writer.close()
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
        settings.warmup = .steps(min(2, steps))
        settings.gradientAccumulationSteps = 2
        settings.maxSteps = steps
        settings.loggingSteps = 1
        settings.device = .cpu
        return settings
    }

    /// A tone with two overtones, so that references of two speakers differ.
    private func tone(hertz: Double, seconds: Double) -> Waveform {
        let samples = (0..<Int(seconds * 24000)).map { index in
            (1...3).reduce(Float(0)) { sum, harmonic in
                sum + Float(sin(2 * .pi * hertz * Double(harmonic * index) / 24000) / Double(4 * harmonic))
            }
        }
        return Waveform(samples: samples, sampleRate: 24000)
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
        try AudioFile.read(url.appending(path: "voices/\(name).wav")).samples
    }

    /// The clip that validates.
    func validationClip(_ name: String) throws -> Clip {
        let form = CodesForm(codebooks: 16, vocabulary: 64)
        let clip = try PreparedDataset.open(url).select(speakers: [name]).clips(.validation, form: form)[0]
        let codes = clip.codes ?? Codes(frames: 0, values: [])
        return Clip(
            text: clip.text, language: clip.language,
            frames: (0..<codes.frames).map { codes[frame: $0].map(Int.init) })
    }
}
