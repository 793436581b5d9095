import ArgumentParser
import BenchmarkSupport
import DataFeeding
import Foundation
import SpeechDataset

/// Times making a store of a dataset with codes and reading all of it in the order of training, and measures the memory.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Make a store of a dataset with codes, and read epochs of it.")

    @Argument(help: "The dataset.") var folder: String
    @Option(help: "The folder of the store, which is made anew.") var cache: String
    @Option var batchSize = 8
    @Option var epochs = 2
    @Option(help: "Threads that read ahead.") var workers = 2

    private struct Report: Encodable {
        var clips, peakBeforeReading, peakMemory: Int
        var secondsToMake: Double
        var secondsPerEpoch: [Double]
        var clipsPerSecond: Double

        enum CodingKeys: String, CodingKey {
            case clips
            case peakBeforeReading = "peak_rss_bytes_made"
            case peakMemory = "peak_rss_bytes"
            case secondsToMake = "seconds_to_make"
            case secondsPerEpoch = "seconds_per_epoch"
            case clipsPerSecond = "clips_per_second"
        }
    }

    func run() throws {
        let processing = ClipProcessing(
            try PreparedDataset.open(URL(filePath: folder)),
            cache: CodeCache(directory: URL(filePath: cache), tokenizerFingerprint: String(repeating: "0", count: 64)),
            tokenizer: String(repeating: "0", count: 64))
        let clock = ContinuousClock()
        var mark = clock.now
        let work = ClipProcessing.Work(
            tokens: { $0.utf8.count / 4 }, encode: { _ in throw ValidationError("A clip has no codes.") })
        guard let store = try processing.run(into: URL(filePath: cache).appending(path: "benchmark.clips"), work) else {
            return
        }
        let made = (clock.now - mark) / .seconds(1)
        let peakMade = try peakMemory()
        let feed = StoredFeed(
            store, order: Array(store.summary.speakers.indices), limit: .clips(batchSize),
            validationBatchSize: batchSize, seed: 1)
        var seconds: [Double] = []
        for epoch in 0..<epochs {
            mark = clock.now
            let batches = Prefetch(
                0..<feed.batchCount(epoch: epoch), workers: workers, depth: max(1, 2 * workers),
                make: { try feed.batch(epoch: epoch, position: $0) })
            while try batches.next() != nil {}
            seconds.append((clock.now - mark) / .seconds(1))
        }
        try printReport(
            Report(
                clips: store.count, peakBeforeReading: peakMade, peakMemory: peakMemory(), secondsToMake: made,
                secondsPerEpoch: seconds, clipsPerSecond: Double(store.trainCount) / (seconds.last ?? 1)))
    }
}
