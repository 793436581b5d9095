import ArgumentParser
import Audio
import BenchmarkSupport
import DataFeeding
import FineTuning
import Foundation
import Parquet
import Randomness
import SpeechDataset
import Torch

/// Compares encoding clips with reading their codes: from the column of a dataset, from the cache, and from a store.
struct CodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes", abstract: "Compare encoding clips with reading their codes.")

    @Argument(help: "The folder of a speech tokenizer.") var tokenizer: String
    @Option(help: "An empty folder to work in.") var work: String
    @Option var clips = 8
    @Option var seconds = 5.0
    @Option var threads = 2

    private struct Report: Encodable {
        var encode, column, cache, store: Double
        var ratios: [String: Double]

        enum CodingKeys: String, CodingKey {
            case encode = "encode_seconds_per_clip"
            case column = "column_seconds_per_clip"
            case cache = "cache_seconds_per_clip"
            case store = "store_seconds_per_clip"
            case ratios = "encoding_takes_times_as_long_as_reading"
        }
    }

    func run() throws {
        Runtime.threadCount = threads
        let folder = URL(filePath: work)
        let encoder = try CodeEncoder(URL(filePath: tokenizer), cacheDirectory: folder)
        var noise = SeededGenerator(seed: 1)
        let recordings = (0..<clips).map { _ in
            Waveform(
                samples: (0..<Int(seconds * 24000)).map { _ in Float(noise.uniform01() - 0.5) }, sampleRate: 24000)
        }
        // The first loads the tokenizer.
        _ = try encoder.encode(recordings[0])
        var codes: [Codes] = []
        let encoding = try time { for recording in recordings { codes.append(try encoder.encode(recording)) } }

        let file = folder.appending(path: "dataset/speaker/train-00000-of-00001.parquet")
        try write(codes, to: file)
        for (index, codes) in codes.enumerated() { try encoder.cache.store(codes, for: id(index)) }
        let dataset = try PreparedDataset.open(folder.appending(path: "dataset"))
        let column = try time { _ = try dataset.clips(.train) }
        let cache = try time { for index in codes.indices { _ = try encoder.cache.codes(for: id(index)) } }
        let processing = ClipProcessing(dataset, cache: encoder.cache, tokenizer: encoder.fingerprint)
        let work = ClipProcessing.Work(tokens: { $0.utf8.count }, encode: encoder.encode)
        guard let store = try processing.run(into: folder.appending(path: "x.clips"), work) else { return }
        let stored = try time { for index in codes.indices { _ = try store.clip(index) } }
        try printReport(
            Report(
                encode: encoding, column: column, cache: cache, store: stored,
                ratios: ["column": encoding / column, "cache": encoding / cache, "store": encoding / stored]))
    }

    /// Seconds per clip.
    private func time(_ work: () throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        try work()
        return (ContinuousClock.now - start) / .seconds(1) / Double(clips)
    }

    private func id(_ index: Int) -> String { String(repeating: "0", count: 62) + String(index + 16, radix: 16) }

    private func write(_ codes: [Codes], to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let writer = try ParquetWriter(
            file,
            columns: [
                ParquetColumn("audio", .audio), ParquetColumn("text", .text), ParquetColumn("audio_codes", .codes),
            ])
        try writer.append([
            "audio": .audio(codes.indices.map { ParquetAudio(bytes: Data(count: 100_000), path: "\(id($0)).flac") }),
            "text": .text(codes.map { _ in "A sentence." }),
            "audio_codes": .codes(
                codes.map { ParquetCodes(frames: $0.frames, codebooks: $0.codebooks, values: $0.values) }),
        ])
        _ = try writer.close()
    }
}
