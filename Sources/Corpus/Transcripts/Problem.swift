public import Audio

/// Something wrong with one line of a transcript, or with the recording that it names, which its owner should mend.
public enum Problem: Sendable, Equatable {
    /// The line has nothing on it.
    case emptyLine
    /// The bytes are not UTF-8.
    case notUTF8
    /// The line is not a JSON object.
    case notJSON(found: String)
    /// None of the accepted fields is there.
    case lacksField(expected: [String], found: [String])
    /// The field holds something other than a text.
    case notText(field: String, found: String)
    /// The field is there and empty.
    case emptyField(String)
    /// A table's row has too few columns.
    case tooFewColumns(expected: Int, found: Int)
    /// The line's speaker cannot be a speaker's name.
    case invalidSpeaker(String)
    /// The recording cannot be used.
    case recording(AudioError)
    /// The recording is silent: its peak is below the limit, both as amplitudes in `[0, 1]`.
    case silent(path: String, peak: Float, limit: Float)

    /// The kind of problem, as the report counts it.
    public var reason: Rejection.Reason {
        switch self {
        case .silent: .silent
        case .recording(.missing): .missing
        case .recording(.empty), .recording(.noSamples): .empty
        case .recording(.foreignFormat), .recording(.isFolder), .recording(.notAFile): .notAudio
        case .recording(.tooLong): .tooLong
        case .recording: .damaged
        default: .badLine
        }
    }
}

extension Problem: CustomStringConvertible {
    /// What was found, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .emptyLine:
            "The line is empty: remove it, or write its transcript."
        case .notUTF8:
            "The line is not UTF-8 text: save the file in that encoding."
        case .notJSON(let found):
            "The line is not a JSON object, such as {\"audio\": \"a.wav\", \"text\": \"Hello.\"}. It begins with '\(found)'."
        case .lacksField(let expected, let found):
            """
            The line lacks the field '\(expected[0])'\(others(expected)). It has \
            \(found.isEmpty ? "none" : found.joined(separator: ", ")).
            """
        case .notText(let field, let found):
            "The field '\(field)' holds \(found), where a text is needed."
        case .emptyField(let field):
            "The field '\(field)' is empty: fill it in, or remove the line."
        case .tooFewColumns(let expected, let found):
            "The line has \(found) column\(found == 1 ? "" : "s"), where at least \(expected) are needed."
        case .invalidSpeaker(let name):
            """
            The speaker '\(name)' is no speaker's name: use letters a to z, digits and the signs _ . - (a dot not at the \
            beginning).
            """
        case .recording(let error):
            error.description
        case .silent(let path, let peak, let limit):
            """
            The recording '\(path)' is silent: its peak is \(decibels(peak)), where at least \(decibels(limit)) is needed. \
            Record it again, or remove it from the transcript.
            """
        }
    }

    private func others(_ names: [String]) -> String {
        names.count == 1 ? "" : " (or \(names.dropFirst().joined(separator: ", ")))"
    }
}

/// A problem and the line that it was found on.
public struct LocatedProblem: Sendable, Equatable, CustomStringConvertible {
    /// The line.
    public var origin: Origin
    /// What is wrong there.
    public var problem: Problem

    /// Puts a problem at a line.
    public init(origin: Origin, problem: Problem) {
        self.origin = origin
        self.problem = problem
    }

    /// `path:line: what is wrong`.
    public var description: String { "\(origin): \(problem)" }
}
