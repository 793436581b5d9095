public import Foundation

/// One recorded sentence of one speaker, as its transcript names it.
public struct Utterance: Sendable, Equatable {
    /// The speaker's name, in lower case.
    public var speaker: String
    /// The recording.
    public var recording: Recording
    /// What is said.
    public var text: String
    /// The language's name as the official package writes it, such as `English`, or `Auto`.
    public var language: String
    /// The recording of the same speaker that the line gives as the voice to imitate.
    public var reference: URL?
    /// How it is said, when the line tells.
    public var instruct: String?
    /// What the source keeps it for, when it tells.
    public var split: SplitName?
    /// The line that says so.
    public var origin: Origin

    /// Names one recorded sentence.
    public init(
        speaker: String, recording: Recording, text: String, language: String, reference: URL? = nil,
        instruct: String? = nil, split: SplitName? = nil,
        origin: Origin
    ) {
        self.speaker = speaker
        self.recording = recording
        self.text = text
        self.language = language
        self.reference = reference
        self.instruct = instruct
        self.split = split
        self.origin = origin
    }
}
