import ArgumentParser
import BenchmarkSupport
import Foundation
import Parquet

/// Writes a dataset of made-up clips in the layout of prepared ones, batch by batch.
struct WriteWork: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "write")

    /// At how many bytes of values the `datasets` library begins another file.
    private static let shardBytes = 500_000_000
    private static let batchSize = 100
    private static let columns = [
        ParquetColumn("audio", .audio), ParquetColumn("text", .text), ParquetColumn("language", .text),
        ParquetColumn("duration", .float32), ParquetColumn("audio_codes", .codes),
    ]

    @Argument(help: "The folder of the dataset, which is made.") var folder: String
    @Option var clips: Int
    @Option var bytes: Int
    @Option var frames: Int

    func run() throws {
        let speaker = URL(filePath: folder).appending(path: "speaker")
        try FileManager.default.createDirectory(at: speaker, withIntermediateDirectories: true)
        let shards = clips * (bytes + frames * 36 + 200) / Self.shardBytes + 1
        let clock = ContinuousClock()
        let start = clock.now
        var written = 0
        for shard in 0..<shards {
            let name = String(format: "train-%05d-of-%05d.parquet", shard, shards)
            let writer = try ParquetWriter(speaker.appending(path: name), columns: Self.columns)
            let rows = clips * shard / shards..<clips * (shard + 1) / shards
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.batchSize) {
                try writer.append(batch(first..<min(first + Self.batchSize, rows.upperBound)))
            }
            written += try writer.close().fileBytes
        }
        try printReport(
            WorkReport(
                work: "write", clips: clips, seconds: (clock.now - start) / .seconds(1), fileBytes: written,
                peakMemory: try peakMemory()))
    }

    /// Clips that differ, and that no compression makes much smaller.
    private func batch(_ rows: Range<Int>) -> [String: ParquetValues] {
        var audio: [ParquetAudio] = []
        var codes: [ParquetCodes] = []
        for row in rows {
            var state = UInt64(row) &* 0x9E37_79B9_7F4A_7C15 &+ 1
            func next() -> UInt64 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return state
            }
            let recording = Data((0..<bytes).map { _ in UInt8(truncatingIfNeeded: next()) })
            audio.append(ParquetAudio(bytes: recording, path: "\(row).flac"))
            let values = (0..<frames * 16).map { _ in Int16(next() % 2048) }
            codes.append(ParquetCodes(frames: frames, codebooks: 16, values: values))
        }
        return [
            "audio": .audio(audio), "audio_codes": .codes(codes),
            "text": .text(rows.map { "The sentence of clip \($0), which is as long as one." }),
            "language": .text(rows.map { _ in "English" }),
            "duration": .real(rows.map { _ in Double(frames) / 12.5 }),
        ]
    }
}
