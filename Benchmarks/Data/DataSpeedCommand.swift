import ArgumentParser
import BenchmarkSupport
import Foundation

/// Measures writing and reading a prepared dataset of many short clips, and how memory grows with their number.
@main
struct DataSpeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data-speed", subcommands: [AllWork.self, WriteWork.self, ReadWork.self],
        defaultSubcommand: AllWork.self)
}

/// All measurements, of a tenth of the clips and of all: each in a process of its own, since a process tells only the most
/// memory that it ever held.
struct AllWork: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "all")

    @Option(help: "How many clips the larger dataset has.") var clips = 100_000
    /// As many as half a second of speech takes in FLAC; a tenth of the clips then fill more than one row group.
    @Option(help: "Bytes of each recording.") var bytes = 12_000
    @Option(help: "Frames of codes of each clip.") var frames = 25
    @Option(help: "Where the datasets go, which are removed afterwards.") var folder: String?

    func run() throws {
        let place = folder.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        let root = place.appending(path: "data-speed-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        for count in [clips / 10, clips] {
            let data = root.appending(path: "\(count)").path
            try Self.run(["write", data, "--clips", "\(count)", "--bytes", "\(bytes)", "--frames", "\(frames)"])
            for columns in Columns.allCases { try Self.run(["read", data, "--columns", columns.rawValue]) }
        }
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    }
}

/// What one measurement prints.
struct WorkReport: Encodable {
    var work: String
    var clips: Int
    var seconds: Double
    var fileBytes: Int
    var peakMemory: Int

    enum CodingKeys: String, CodingKey {
        case work, clips, seconds
        case clipsPerSecond = "clips_per_second"
        case fileBytes = "file_bytes"
        case peakMemory = "peak_rss_bytes"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(work, forKey: .work)
        try container.encode(clips, forKey: .clips)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(Double(clips) / seconds, forKey: .clipsPerSecond)
        try container.encode(fileBytes, forKey: .fileBytes)
        try container.encode(peakMemory, forKey: .peakMemory)
    }
}
