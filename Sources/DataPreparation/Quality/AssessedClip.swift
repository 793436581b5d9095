import Files
import SpeechDataset

/// A clip with everything that the gates and the report want to know of it.
struct AssessedClip {
    /// What names the clip: the hash of its samples.
    var id: Hash256
    /// The clip's length, with its padding, in samples.
    var samples: Int
    /// What is said, by whom and where that stands.
    var utterance: Utterance
    /// Seconds of silence at either end.
    var padding: Double
    /// What was measured.
    var measures: ClipMeasures
    /// What is odd about the clip.
    var warnings: [Finding] = []

    /// Seconds, with the padding.
    var duration: Double { Double(samples) / Double(PreparedDataset.sampleRate) }

    /// Seconds of sound, without the padding.
    var seconds: Double { duration - 2 * padding }

    /// Characters per second, without white space.
    var rate: Double { ClipGates.rate(of: utterance.text, seconds: seconds) }

    /// The recording's path in the dataset's folder.
    var path: String { WorkingFolder.path(of: id, speaker: utterance.speaker) }

    /// The text without what readings of one sentence differ in: case, punctuation and white space.
    var comparableText: String {
        utterance.text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// A finding about the clip, for the report.
    func remark(_ finding: Finding) -> Rejection {
        Rejection(
            origin: utterance.origin, reason: finding.reason, detail: finding.detail, text: utterance.text, clip: path)
    }
}
