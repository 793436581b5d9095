import ArgumentParser
import BenchmarkSupport
import DataFeeding
import Foundation
import SpeechDataset

/// Times an epoch of a dataset that is read without a store, and measures the memory.
struct StreamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream", abstract: "Read an epoch of a dataset with codes without a store.")

    @Argument(help: "The dataset.") var folder: String
    @Option var batchSize = 8
    @Option var buffer = 1000
    @Option(help: "Threads that read ahead.") var workers = 2

    private struct Report: Encodable {
        var clips, peakMemory: Int
        var secondsToOpen, secondsPerEpoch: Double

        enum CodingKeys: String, CodingKey {
            case clips
            case peakMemory = "peak_rss_bytes"
            case secondsToOpen = "seconds_to_open"
            case secondsPerEpoch = "seconds_per_epoch"
        }
    }

    func run() throws {
        let fingerprint = String(repeating: "0", count: 64)
        let processing = ClipProcessing(
            try PreparedDataset.open(URL(filePath: folder)),
            cache: CodeCache(directory: URL(filePath: "/nonexistent"), tokenizerFingerprint: fingerprint),
            tokenizer: fingerprint)
        let clock = ContinuousClock()
        var mark = clock.now
        let work = ClipProcessing.Work(
            tokens: { $0.utf8.count / 4 }, encode: { _ in throw ValidationError("A clip has no codes.") })
        let options = StreamingOptions(
            limit: .clips(batchSize), validationBatchSize: batchSize, buffer: buffer, seed: 1)
        guard let feed = try processing.stream(options, desk: EncodingDesk(), work) else { return }
        let opened = (clock.now - mark) / .seconds(1)
        mark = clock.now
        let batches = Prefetch(
            0..<feed.batchCount(epoch: 0), workers: max(1, workers), depth: max(1, 2 * workers),
            make: { try feed.batch(epoch: 0, position: $0).count })
        var clips = 0
        while let batch = try batches.next() { clips += batch.item }
        try printReport(
            Report(
                clips: clips, peakMemory: peakMemory(), secondsToOpen: opened,
                secondsPerEpoch: (clock.now - mark) / .seconds(1)))
    }
}
