import ArgumentParser
import BenchmarkSupport
import Foundation
import Parquet

/// What is read of each clip.
enum Columns: String, CaseIterable, ExpressibleByArgument {
    /// All but the recordings and the codes.
    case metadata
    case codes
    case audio

    var names: [String] {
        switch self {
        case .metadata: ["audio.path", "text", "language", "duration"]
        case .codes: ["audio_codes"]
        case .audio: ["audio"]
        }
    }
}

/// Reads a dataset from its first clip to its last.
struct ReadWork: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "read")

    @Argument(help: "The folder of the dataset.") var folder: String
    @Option var columns: Columns

    func run() throws {
        let speaker = URL(filePath: folder).appending(path: "speaker")
        let files = try FileManager.default.contentsOfDirectory(at: speaker, includingPropertiesForKeys: nil)
        let clock = ContinuousClock()
        let start = clock.now
        var clips = 0
        var size = 0
        for file in files.sorted(by: { $0.path < $1.path }) {
            let rows = try ParquetFile(file).rows(columns.names)
            while let batch = try rows.next() { clips += batch.rows.count }
            size += try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        }
        try printReport(
            WorkReport(
                work: "read \(columns.rawValue)", clips: clips, seconds: (clock.now - start) / .seconds(1),
                fileBytes: size, peakMemory: try peakMemory()))
    }
}
