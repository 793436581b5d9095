/// A recording and what is said in it that do not find each other, in files that name or lie beside each other.
public enum PairingProblem: Sendable, Equatable {
    /// Nothing says what is said in a recording; `text` is where it would stand.
    case noText(recording: String, text: String)
    /// There is no recording to a text; `recording` is what it would be called.
    case noRecording(text: String, recording: String)
    /// A text belongs to several recordings.
    case severalRecordings([String])
    /// Two texts of one recording say different things.
    case textsDiffer(first: String, second: String)
    /// A file that should have a text has times and labels.
    case labels(file: String)
    /// A file that should have a text has none.
    case emptyText(file: String)
    /// The id is not in another file that must have it too.
    case unknownID(String, file: String)
    /// The id was on an earlier line.
    case repeatedID(String, line: Int)
    /// The line has an id and nothing else.
    case idAlone(String)
    /// The recording is the output of a command, which stands on a line of `wav.scp`.
    case command(String, id: String, line: Int)
    /// The recording is within an archive, as a line of `wav.scp` says.
    case archive(String, id: String, line: Int)
}

extension PairingProblem: CustomStringConvertible {
    /// What was found, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .noText(let recording, let text):
            "Nothing says what is said in '\(recording)': write it into '\(text)', or remove the recording."
        case .noRecording(let text, let recording):
            "There is no recording to '\(text)': put '\(recording)' there, or remove the text."
        case .severalRecordings(let names):
            """
            The text belongs to \(names.count) recordings (\(names.joined(separator: ", "))): keep one, or give each a name and \
            a text of its own.
            """
        case .textsDiffer(let first, let second):
            "The recording has two texts that differ, '\(first)' and '\(second)': remove the wrong one."
        case .labels(let file):
            "The file '\(file)' has times or labels, where the text of the recording is needed: write the words alone."
        case .emptyText(let file):
            "The file '\(file)' is empty: write what is said in the recording, or remove both."
        case .unknownID(let id, let file):
            "The id '\(id)' is not in '\(file)': add it there, or remove this line."
        case .repeatedID(let id, let line):
            "The id '\(id)' is on line \(line) already: keep one of the lines."
        case .idAlone(let id):
            "The line has the id '\(id)' and nothing else: complete it, or remove it."
        case .command(let command, let id, let line):
            """
            The recording of '\(id)' is what a command writes (line \(line) of wav.scp: '\(command)'), and commands are not run: \
            run it into a file, and write the file's path there.
            """
        case .archive(let path, let id, let line):
            """
            The recording of '\(id)' is in an archive (line \(line) of wav.scp: '\(path)'), which is not read: copy it into a \
            file of its own, as Kaldi's wav-copy does, and write the file's path there.
            """
        }
    }
}
