/// A part of a recording, in seconds from its beginning.
public struct AudioSegment: Sendable, Hashable {
    /// How far a segment may reach beyond the end of its file, in seconds: times are rounded, and MP3 has no exact length.
    public static let tolerance = 0.1

    /// Where the segment begins.
    public let start: Double
    /// How long it is; nil for all that follows.
    public let duration: Double?

    /// Where the segment ends; nil for the end of the file.
    public var end: Double? { duration.map { start + $0 } }

    /// Names a part of a recording; nil unless `start` is a number from 0 and `duration` a number above 0.
    public init?(start: Double, duration: Double? = nil) {
        guard start.isFinite, start >= 0, duration.map({ $0.isFinite && $0 > 0 }) ?? true else { return nil }
        self.start = start
        self.duration = duration
    }

    /// The samples of the segment at a rate in hertz: the nearest to its two times.
    func frames(rate: Int) -> Range<Int> {
        // No file has 2^53 samples, from which on neighbouring whole numbers are the same `Double`.
        let frame = { (seconds: Double) in Int(min((seconds * Double(rate)).rounded(), 0x1p53)) }
        return frame(start)..<(end.map(frame) ?? 1 << 53)
    }
}

extension AudioSegment: CustomStringConvertible {
    /// `4.0 s to 7.1 s`, or `4.0 s to the end`.
    public var description: String {
        let milliseconds = { (seconds: Double) in (seconds * 1000).rounded() / 1000 }
        return "\(milliseconds(start)) s to \(end.map { "\(milliseconds($0)) s" } ?? "the end")"
    }
}
