public import Foundation

/// The run's record: one JSON object a line.
public struct RunLog: Sendable {
    /// A line: a step of training, or a validation.
    public struct Entry: Codable, Sendable, Equatable {
        /// What the losses are of.
        public var kind: Kind
        /// Optimizer steps done, so that the first step's entry has 1.
        public var step: Int
        /// From 0.
        public var epoch: Int
        /// `main + SUB_TALKER_LOSS_WEIGHT · sub`.
        public var loss: Double
        /// The talker's loss: nats, a mean over its targets.
        public var main: Double
        /// The code predictor's loss: nats, a mean over its targets.
        public var sub: Double
        /// That of the step; nil in a validation.
        public var learningRate: Double?
        /// Before clipping.
        public var gradientNorm: Double?
        /// Speech frames trained on a second of wall-clock time; nil in a validation.
        public var framesPerSecond: Double?
        /// Seconds that the step, or the validation, took.
        public var seconds: Double?
        /// Those of them that were spent waiting for data.
        public var secondsWaited: Double?
        /// Seconds since 1970.
        public var time: Double

        /// Whether the losses are of a training step, before its update, or of the validation clips.
        public enum Kind: String, Codable, Sendable {
            case train, validation
        }

        private enum CodingKeys: String, CodingKey {
            case kind, step, epoch, loss, main, sub, seconds, time
            case learningRate = "learning_rate"
            case gradientNorm = "gradient_norm"
            case framesPerSecond = "frames_per_second"
            case secondsWaited = "seconds_waited"
        }
    }

    /// The file, which a reader may follow while the run goes on.
    public let url: URL

    /// Opens the log of a run that goes on after `step`: entries beyond it, of steps that were lost, are dropped.
    public init(_ url: URL, after step: Int) throws {
        self.url = url
        let entries = step == 0 ? [] : try Self.read(url).filter { $0.step <= step }
        try entries.map(Self.line).joined().write(to: url, atomically: true, encoding: .utf8)
    }

    /// Writes the entry as the last line.
    public func append(_ entry: Entry) throws {
        let handle = try FileHandle(forWritingTo: url)
        defer { handle.closeFile() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(Self.line(entry).utf8))
    }

    /// The entries of a log; a last line that was cut off is left out.
    public static func read(_ url: URL) throws -> [Entry] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        let text = try String(contentsOf: url, encoding: .utf8)
        let decoder = JSONDecoder()
        // A process that was killed can leave half a line, which is of no use.
        return text.split(separator: "\n").compactMap { try? decoder.decode(Entry.self, from: Data($0.utf8)) }
    }

    private static func line(_ entry: Entry) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n"
    }
}
