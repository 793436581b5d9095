/// A line that did not become a clip, and why.
public struct Rejection: Codable, Sendable, Equatable {
    /// The kinds of reasons, by which reports count.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// Too little sound is left after trimming.
        case tooShort = "too_short"
        /// Too many samples are at full scale.
        case clipped
        /// The text is too long or too short for the recording.
        case charactersPerSecond = "characters_per_second"
        /// The same sound comes earlier in the dataset.
        case duplicate
        /// The line cannot be read.
        case badLine = "bad_line"
        /// The recording does not exist.
        case missing
        /// The recording has no bytes or no samples.
        case empty
        /// The recording is no audio file.
        case notAudio = "not_audio"
        /// The recording cannot be decoded, or not to its end.
        case damaged
        /// The recording is silent.
        case silent
        /// The recording is longer than the limit.
        case tooLong = "too_long"

        /// The reason in words, for messages.
        var words: String {
            switch self {
            case .tooShort: "too short"
            case .clipped: "clipped"
            case .charactersPerSecond: "text too long or too short for the recording"
            case .duplicate: "the same sound twice"
            case .badLine: "unreadable line"
            case .missing: "missing"
            case .empty: "empty"
            case .notAudio: "not audio"
            case .damaged: "damaged"
            case .silent: "silent"
            case .tooLong: "too long"
            }
        }
    }

    /// The transcript.
    public var file: String
    /// The line in it, from 1.
    public var line: Int
    /// The kind of reason.
    public var reason: Reason
    /// What was found and what was expected.
    public var detail: String

    /// Records that a line was left out.
    public init(origin: Origin, reason: Reason, detail: String) {
        file = origin.file
        line = origin.line
        self.reason = reason
        self.detail = detail
    }
}
