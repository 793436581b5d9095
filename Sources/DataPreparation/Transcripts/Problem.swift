public import Audio
import SpeechDataset

/// Something wrong with one line of a transcript, or with the recording that it names, which its owner should mend.
public enum Problem: Sendable, Equatable {
    /// The bytes are not UTF-8.
    case notUTF8
    /// The line is not a JSON object.
    case notJSON(found: String)
    /// The line has Python's spelling of what is no number, which is no JSON.
    case numberNotJSON(found: String)
    /// The object has a field twice.
    case repeatedField(String)
    /// A field that says which part of the recording is meant is not a suitable time.
    case badTime(field: String, found: String, expected: String)
    /// Two fields say different times.
    case timesDiffer(first: String, second: String)
    /// The field says which part of the recording is meant, in a way that is not read.
    case partNotRead(field: String)
    /// None of the accepted fields is there.
    case lacksField(expected: [String], found: [String])
    /// The field holds something other than a text.
    case notText(field: String, found: String)
    /// The field is there and empty.
    case emptyField(String)
    /// A row of a Parquet file has the path of a recording instead of its bytes, and no such file is there.
    case pathWithoutBytes(_ column: String, _ path: String)
    /// The recording and its text do not find each other.
    case pairing(PairingProblem)
    /// Two fields for the text do not say the same.
    case textsDisagree(fields: [String], texts: [String])
    /// The column, counted from 1, of a table without names is empty.
    case emptyColumn(Int)
    /// A table's row has too few columns.
    case tooFewColumns(expected: Int, found: Int)
    /// A table's row has too many columns.
    case tooManyColumns(expected: Int, found: Int)
    /// A quotation mark opens a field and has no partner in the rest of the file.
    case openQuote
    /// A field's closing quotation mark, on the line of this number, is not at the field's end.
    case textAfterQuote(found: String, line: Int)
    /// The partner of a quotation mark is behind other rows of the table.
    case unpairedQuote(lastLine: Int)
    /// The line has a byte 0.
    case zeroByte
    /// The line's speaker cannot be a speaker's name.
    case invalidSpeaker(String)
    /// The recording does not exist; `near` are names that may be meant.
    case recordingMissing(path: String, near: [String])
    /// The recording does not exist, as a folder on the way to it does not.
    case recordingFolderMissing(path: String, name: String, in: String)
    /// Several files may be the recording.
    case recordingUnclear(path: String, found: [String])
    /// The text has only characters that nobody sees; `characters` names them.
    case invisibleText(characters: [String])
    /// The recording cannot be used.
    case recording(AudioError)
    /// The line says another length of the recording than it has, both in seconds.
    case lengthDiffers(path: String, announced: Double, found: Double)
    /// The recording is silent: its peak is below the limit, both as amplitudes in `[0, 1]`.
    case silent(path: String, peak: Float, limit: Float)

    /// The kind of problem, as the report counts it.
    public var reason: Rejection.Reason {
        switch self {
        case .silent: .silent
        case .recording(.missing), .recordingMissing, .recordingFolderMissing, .recordingUnclear: .missing
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
        case .notUTF8:
            "The line is not UTF-8 text: save the file in that encoding."
        case .notJSON(let found):
            "The line is not a JSON object, such as {\"audio\": \"a.wav\", \"text\": \"Hello.\"}. It begins with '\(found)'."
        case .numberNotJSON(let found):
            "The line has \(found) as a value, which is no JSON: write a number, or null."
        case .repeatedField(let field):
            "The line has the field '\(field)' twice: keep one."
        case .badTime(let field, let found, let expected):
            "The field '\(field)' holds '\(found)', where \(expected) is needed."
        case .timesDiffer(let first, let second):
            "The fields '\(first)' and '\(second)' say different times: correct one, or remove it."
        case .partNotRead(let field):
            """
            The field '\(field)' says that a part of the recording is meant, which is not read in this form: give its times \
            in seconds as 'offset' and 'duration', or cut the part into a file of its own, and remove the field.
            """
        case .lacksField(let expected, let found):
            """
            The line lacks the field '\(expected[0])'\(others(expected)). It has \
            \(found.isEmpty ? "none" : found.joined(separator: ", ")).
            """
        case .notText(let field, let found):
            "The field '\(field)' holds \(found), where a text is needed."
        case .emptyField(let field):
            "The field '\(field)' is empty: fill it in, or remove the line."
        case .pathWithoutBytes(let column, let path):
            """
            The field '\(column)' has no bytes but the path '\(path)', and there is no such file beside the Parquet file: put \
            the recordings there, or save the dataset with the recordings in it.
            """
        case .textsDisagree(let fields, let texts):
            """
            The fields '\(fields[0])' and '\(fields[1])' do not say the same: '\(texts[0].prefix(60))' and \
            '\(texts[1].prefix(60))'. Say which counts with --text-column.
            """
        case .emptyColumn(let column):
            "The column \(column) is empty: fill it in, or remove the line."
        case .tooFewColumns(let expected, let found):
            "The row has \(found) column\(found == 1 ? "" : "s"), where the table has \(expected)."
        case .tooManyColumns(let expected, let found):
            """
            The row has \(found) columns, where the table has \(expected): put the text that has the delimiter in it between \
            quotation marks if the table is divided by commas or semicolons, else take the delimiter out of the text\
            \(found == 2 * expected - 1 ? "; or two lines were joined into one: divide them" : "").
            """
        case .openQuote:
            """
            The quotation mark that opens a field of this row has no partner in the rest of the file: close it at the field's \
            end, or double it where it belongs to the text and put the field between quotation marks.
            """
        case .textAfterQuote(let found, let line):
            """
            The quotation mark that opens a field of this row closes on line \(line), and '\(found)' follows before the \
            field's end: double a quotation mark that belongs to the text.
            """
        case .unpairedQuote(let lastLine):
            """
            The quotation mark that opens a field of this row has its partner on line \(lastLine) only, with other rows of the \
            table between: close it at the field's end, or take it out.
            """
        case .zeroByte:
            "The line has a byte 0, which no text has: save the file again, as UTF-8."
        case .invalidSpeaker(let name):
            """
            The speaker '\(name)' is no speaker's name: use letters a to z, digits and the signs _ . - (a dot not at the \
            beginning). Where one person speaks, NAME=PLACE gives the name.
            """
        case .recordingMissing(let path, let near):
            """
            The recording '\(path)' does not exist. There is \(near.map { "'\($0)'" }.joined(separator: ", ")): mend the path in \
            the transcript, or rename the file.
            """
        case .recordingFolderMissing(let path, let name, let parent):
            """
            The recording '\(path)' does not exist: there is no folder '\(name)' in '\(parent)'. Mend the path in the \
            transcript, or copy the folder there.
            """
        case .recordingUnclear(let path, let found):
            """
            The recording '\(path)' may be \(found.map { "'\($0)'" }.joined(separator: " or ")): write the whole name in the \
            transcript, or remove the others.
            """
        case .invisibleText(let characters):
            """
            The text has nothing but invisible characters (\(characters.joined(separator: ", "))): write what is said, or \
            remove the line.
            """
        case .pairing(let problem):
            problem.description
        case .recording(let error):
            error.description
        case .lengthDiffers(let path, let announced, let found):
            """
            The recording '\(path)' has \(decimal(found, places: 3)) s, and the line's duration is \
            \(decimal(announced, places: 3)) s. For a part of the recording, write where it begins too ("offset": 0); for \
            all of it, correct the duration or remove it.
            """
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
