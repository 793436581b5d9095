public import Foundation

/// Anything that has recordings and what is said in them.
///
/// A new kind of source is a file with a type that conforms, and a line in `SourceSpecification.source()`.
public protocol Source: Sendable {
    /// What messages call it: the path of a folder or file, or the place on the Hub.
    var title: String { get }

    /// The name of the only speaker when neither the user nor the lines give one.
    var defaultName: String { get }

    /// A recording in the source that shows the voice, apart from what the lines name.
    var reference: URL? { get }

    /// Reads what the lines say, but no audio, collecting what is wrong instead of stopping at the first problem.
    ///
    /// - Parameter limit: more lines than this are not needed.
    /// - Throws: `DataPreparationError`, or the error of the library behind the source, when the transcript as a whole cannot be read.
    func read(limit: Int?) async throws -> SourceReading
}

/// A line of a source: its transcript, or what is wrong with it.
public struct SourceLine: Sendable, Equatable {
    /// What a sound line says.
    public struct Transcript: Sendable, Equatable {
        /// The recording.
        public var recording: Recording
        /// What is said, without white space at its ends.
        public var text: String
        /// The language, when the line names one.
        public var language: String?
        /// The speaker as the line spells the name, when it does.
        public var speaker: String?
        /// The recording of the voice to imitate, when the line names one.
        public var reference: URL?
        /// How it is said, when the line tells.
        public var instruct: String?
        /// What the source keeps it for, when it tells.
        public var split: SplitName?

        /// Describes a line.
        public init(
            recording: Recording, text: String, language: String? = nil, speaker: String? = nil, reference: URL? = nil,
            instruct: String? = nil, split: SplitName? = nil
        ) {
            self.recording = recording
            self.text = text
            self.language = language
            self.speaker = speaker
            self.reference = reference
            self.instruct = instruct
            self.split = split
        }
    }

    /// Where the line is.
    public var origin: Origin
    /// What it says.
    public var content: Result<Transcript, LineFailure>

    /// Puts a content at a line.
    public init(origin: Origin, content: Result<Transcript, LineFailure>) {
        self.origin = origin
        self.content = content
    }
}

/// Why a line says nothing; it wraps a problem so that it can be thrown.
public struct LineFailure: Error, Equatable {
    /// What is wrong.
    public var problem: Problem

    /// Wraps a problem.
    public init(_ problem: Problem) { self.problem = problem }
}
