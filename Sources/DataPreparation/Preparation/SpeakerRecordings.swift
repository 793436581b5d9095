import Foundation

/// Everything that the sources say about one speaker.
struct SpeakerRecordings: Sendable {
    /// The name in lower case.
    var name: String
    /// The source, for messages.
    var source: String
    /// The lines whose recordings are there.
    var utterances: [Utterance] = []
    /// Recordings that show the voice, at most eight; without any, one is chosen among the clips.
    var references: [URL] = []
    /// Where the references come from.
    var referenceOrigin = ReferenceNote.Origin.chosen
    /// Lines that the source gave of all its speakers.
    var sourceLines = 0
    /// Lines that cannot be used.
    var problems: [LocatedProblem] = []
    /// What is to be said of the speaker as a whole.
    var notes: [String] = []
}
