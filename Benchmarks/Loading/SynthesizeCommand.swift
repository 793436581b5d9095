import ArgumentParser
import DataFeeding
import Foundation
import Parquet
import Randomness
import SpeechDataset

/// Writes a dataset of many short clips with codes, in the layout of prepared ones.
struct SynthesizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesize", abstract: "Write a dataset of many short clips with codes.")

    @Argument(help: "The folder, which is made.") var folder: String
    @Option var clips = 10_000
    @Option(help: "Frames of a clip, 12.5 a second; the shortest has half as many.") var frames = 40
    @Option(help: "Bytes that stand for a clip's recording.") var bytes = 2000
    @Option var speakers = 2
    @Option(help: "Codes go from 0 to one below this.") var vocabulary: UInt64 = 2048

    func run() throws {
        for speaker in 0..<speakers {
            let name = "speaker\(speaker)"
            try write(clips / speakers, "\(name)/train-00000-of-00001.parquet", first: speaker * clips)
            try write(
                max(1, clips / speakers / 100), "\(name)/validation-00000-of-00001.parquet",
                first: speaker * clips + clips)
        }
    }

    private func write(_ count: Int, _ path: String, first: Int) throws {
        let file = URL(filePath: folder).appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let columns = [
            ParquetColumn("audio", .audio), ParquetColumn("text", .text), ParquetColumn("language", .text),
            ParquetColumn("duration", .float32), ParquetColumn("audio_codes", .codes),
        ]
        let writer = try ParquetWriter(file, columns: columns)
        var generator = SeededGenerator(seed: UInt64(first))
        for start in stride(from: 0, to: count, by: 500) {
            let rows = start..<min(start + 500, count)
            let lengths = rows.map { _ in frames - generator.below(frames / 2 + 1) }
            try writer.append([
                "audio": .audio(
                    rows.map { row in
                        let digits = String(first + row + 1, radix: 16)
                        let id = String(repeating: "0", count: 64 - digits.count) + digits
                        return ParquetAudio(bytes: Data(count: bytes), path: "\(id).flac")
                    }),
                "text": .text(rows.map { "This is the sentence number \($0) of many." }),
                "language": .text(rows.map { _ in "English" }),
                "duration": .real(lengths.map { 0.08 * Double($0) }),
                "audio_codes": .codes(
                    lengths.map { length in
                        let values = (0..<16 * length).map { _ in
                            Int16(truncatingIfNeeded: generator.next() % vocabulary)
                        }
                        return ParquetCodes(frames: length, codebooks: 16, values: values)
                    }),
            ])
        }
        _ = try writer.close()
    }
}
