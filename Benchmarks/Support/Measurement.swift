import Foundation

/// Seconds that repetitions of the same work took.
public struct Timing: Encodable, Sendable {
    /// What stands out least, and what was disturbed least.
    public let median, min: Double

    /// Sums up one repetition or more.
    public init(_ seconds: [Double]) {
        precondition(!seconds.isEmpty, "nothing was timed")
        median = seconds.sorted()[seconds.count / 2]
        min = seconds.min() ?? 0
    }
}

/// The most memory that this process has held, in bytes: `VmHWM`.
public func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}

/// The processor time that this process has used so far, on all cores.
public func processorTime() -> Duration { .seconds(Double(clock()) / Double(CLOCKS_PER_SEC)) }

/// Prints what the Python side of a benchmark reads.
public func printReport(_ report: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
}
