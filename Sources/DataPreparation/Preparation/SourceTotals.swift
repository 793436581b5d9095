import Foundation
import SpeechDataset

/// What became of each line of a source: `lines` is the sum of the other six.
public struct SourceTotals: Codable, Sendable, Equatable {
    /// The name of the folder, file or dataset, without the path to it.
    public var source: String
    /// What each of its transcripts was read as.
    public var forms: [String]
    /// The lines of all its transcripts.
    public var lines: Int
    /// Lines whose recordings are clips.
    public var kept: Int
    /// Lines left out, each with a reason.
    public var rejected: Int
    /// Lines that are left for another time, since fewer clips are wanted.
    public var surplus: Int
    /// Lines that name columns.
    public var headers: Int
    /// Lines with nothing on them.
    public var blank: Int
    /// Lines that go on with the line before.
    public var continued: Int

    /// Sums up a source.
    init(_ source: CollectedSource, speakers: [PreparationReport.Speaker]) {
        let speakers = speakers.filter { source.speakers.contains($0.name) }
        self.source = URL(filePath: source.title).lastPathComponent
        forms = source.transcripts.map { "\(URL(filePath: $0.file).lastPathComponent): \($0.form)" }
        lines = source.transcripts.reduce(0) { $0 + $1.lines }
        kept = speakers.reduce(0) { $0 + $1.train.clips + $1.validation.clips }
        rejected = speakers.reduce(0) { $0 + $1.rejectedLines }
        surplus = source.unread + speakers.reduce(0) { $0 + $1.surplus }
        headers = source.transcripts.reduce(0) { $0 + $1.headers }
        blank = source.transcripts.reduce(0) { $0 + $1.blank }
        continued = source.transcripts.reduce(0) { $0 + $1.continued }
    }

    /// `x: 26 lines = 24 kept + 1 left out + 1 header`.
    var sentence: String {
        let parts = [
            (kept, "kept"), (rejected, "left out"), (surplus, "left for another time"),
            (headers, headers == 1 ? "header" : "headers"), (blank, "blank"), (continued, "of the row before"),
        ].enumerated().filter { $0 < 2 || $1.0 > 0 }.map { "\($1.0) \($1.1)" }
        return "\(source): \(lines) line\(lines == 1 ? "" : "s") = \(parts.joined(separator: " + "))"
    }
}
