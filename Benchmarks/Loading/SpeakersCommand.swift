import ArgumentParser
import Audio
import BenchmarkSupport
import DataFeeding
import DataPreparation
import Foundation
import SpeechDataset

/// Measures how long a dataset of many speakers takes from recordings to the first batch, and how much memory.
struct SpeakersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speakers",
        abstract: "Prepare many speakers, prepare them again, open them and stream the first batch.",
        discussion: """
            Each step is a process of its own, since a process tells only the most memory that it ever held. Processor \
            seconds count what other programs on the machine do not disturb.
            """)

    @Argument(help: "A folder for the recordings and the dataset, which stay.") var folder: String
    @Option(help: "Speakers.") var speakers = 1000
    @Option(help: "Clips of each, of one second.") var clips = 20
    @Option(help: "Does one step alone, in this process.") var step: SpeakersStep?

    func run() async throws {
        let root = URL(filePath: folder)
        if let step { return try await step.measure(in: root, speakers: speakers, clips: clips) }
        for step in [SpeakersStep.record, .prepare, .again, .open, .stream] {
            let process = Process()
            process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = [
                "speakers", folder, "--speakers", "\(speakers)", "--clips", "\(clips)", "--step", step.rawValue,
            ]
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
        }
    }
}

/// A step from recordings to the first batch.
enum SpeakersStep: String, CaseIterable, ExpressibleByArgument {
    case record, prepare, again, open, stream

    private struct Report: Encodable {
        var step: String
        var speakers, clips: Int
        var seconds, processorSeconds: Double
        var peakMemory: Int

        enum CodingKeys: String, CodingKey {
            case step, speakers, clips, seconds
            case processorSeconds = "processor_seconds"
            case peakMemory = "peak_rss_bytes"
        }
    }

    /// Does the step and prints what it took.
    func measure(in root: URL, speakers: Int, clips: Int) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let data = root.appending(path: "data")
        switch self {
        case .record: try MadeRecordings(speakers: speakers, clips: clips).write(to: root)
        case .prepare, .again: try await prepare(root.appending(path: "train.jsonl"), into: data)
        case .open: _ = try PreparedDataset.open(data)
        case .stream: try stream(data)
        }
        try printReport(
            Report(
                step: rawValue, speakers: speakers, clips: speakers * clips,
                seconds: (clock.now - start) / .seconds(1),
                processorSeconds: processorTime() / .seconds(1), peakMemory: peakMemory()))
    }

    private func prepare(_ transcript: URL, into data: URL) async throws {
        _ = try await Preparation(sources: [SourceSpecification(location: transcript)]).run(into: data)
    }

    /// A recording of noise has no codes and nobody encodes it: the codes of each are said to be one frame after the other.
    private func stream(_ data: URL) throws {
        let fingerprint = String(repeating: "0", count: 64)
        let cache = FileManager.default.temporaryDirectory.appending(path: "codes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: cache) }
        let processing = ClipProcessing(
            try PreparedDataset.open(data), cache: CodeCache(directory: cache, tokenizerFingerprint: fingerprint),
            tokenizer: fingerprint)
        let desk = EncodingDesk()
        let work = ClipProcessing.Work(
            tokens: { $0.utf8.count / 4 }, encode: { _ in throw ValidationError("A stream encodes later.") })
        let options = StreamingOptions(limit: .clips(8), validationBatchSize: 8, buffer: 1000, seed: 1)
        guard let feed = try processing.stream(options, desk: desk, work) else { return }
        let batches = Prefetch(0..<1, workers: 1, depth: 1) { try feed.batch(epoch: 0, position: $0).count }
        while try batches.next(meanwhile: { desk.serve { Self.codes(of: $0) } }) != nil {}
    }

    private static func codes(of waveform: Waveform) -> Codes {
        let frames = max(1, Int((waveform.duration * 12.5).rounded(.up)))
        return Codes(frames: frames, values: [Int16](repeating: 1, count: 16 * frames))
    }
}
