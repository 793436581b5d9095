public import Foundation

/// The run's record: one JSON object a line.
public struct RunLog: Sendable {
    /// The file, which a reader may follow while the run goes on.
    public let url: URL

    /// Opens the log of a run that goes on after `step`: entries beyond it, of steps that were lost, are dropped.
    public init(_ url: URL, after step: Int) throws {
        self.url = url
        let entries = step == 0 ? [] : try Self.read(url).filter { $0.step <= step }
        try entries.map(Self.line).joined().write(to: url, atomically: true, encoding: .utf8)
    }

    /// Writes the entry as the last line.
    public func append(_ entry: LogEntry) throws {
        let handle = try FileHandle(forWritingTo: url)
        defer { handle.closeFile() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(Self.line(entry).utf8))
    }

    /// The entries of a log; a last line that was cut off is left out.
    public static func read(_ url: URL) throws -> [LogEntry] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        let text = try String(contentsOf: url, encoding: .utf8)
        let decoder = JSONDecoder()
        // A process that was killed can leave half a line, which is of no use.
        return text.split(separator: "\n").compactMap { try? decoder.decode(LogEntry.self, from: Data($0.utf8)) }
    }

    private static func line(_ entry: LogEntry) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n"
    }
}

/// Writes the log: every validation, and each step that is due.
final class RunLogWriter: RunObserver {
    private let url: URL
    private let cadence: Cadence
    private var log: RunLog?

    init(_ url: URL, every steps: Int) {
        self.url = url
        cadence = Cadence(every: steps)
    }

    func handle(_ event: FineTuningEvent) throws {
        switch event {
        case .started(let step, _, _): log = try RunLog(url, after: step)
        case .step(let entry, let total):
            if entry.step == 1 || cadence.isDue(after: entry.step, endsEpoch: false, isLast: entry.step == total) {
                try log?.append(entry)
            }
        case .validated(let entry, _): try log?.append(entry)
        default: break
        }
    }
}
