/// A clip with everything that the gates and the report want to know of it.
struct AssessedClip {
    /// The clip's line in a list.
    var record: ClipRecord
    /// The speaker's name.
    var speaker: String
    /// The line that it comes from.
    var origin: Origin
    /// Seconds of silence at either end.
    var padding: Double
    /// What was measured.
    var measures: ClipMeasures

    /// Seconds of sound, without the padding.
    var seconds: Double { Double(record.samples) / Double(PreparedDataset.sampleRate) - 2 * padding }

    /// Characters per second, without white space.
    var rate: Double { ClipGates.rate(of: record.text, seconds: seconds) }

    /// The recording's path in the dataset's folder.
    var path: String { "\(speaker)/\(record.audio)" }

    /// The text without what readings of one sentence differ in: case, punctuation and white space.
    var comparableText: String {
        record.text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}
