import Foundation

/// Everything that the sources say about one speaker.
struct SpeakerRecordings: Sendable {
    /// The name in lower case.
    var name: String
    /// The source, for messages.
    var source: String
    /// The lines whose recordings are there.
    var utterances: [Utterance] = []
    /// Recordings that show the voice; at most eight.
    var references: [URL] = []
    /// Lines that cannot be used.
    var problems: [LocatedProblem] = []
}
