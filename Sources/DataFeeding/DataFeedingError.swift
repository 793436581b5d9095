public import SpeechDataset

/// Why a dataset could not be trained on.
public enum DataFeedingError: Error, Sendable, Equatable {
    /// More rows are bad than the limit allows; some of them are named.
    case tooManyBadRows(dataset: String, bad: Int, rows: Int, limit: Double, examples: [BadRow])
    /// No clip of a speaker can be trained on.
    case noUsableClip(speaker: String, dataset: String)
    /// A row does not say how long its recording is.
    case lengthUnknown(path: String, row: Int)
    /// A clip in the cache is not what was written there.
    case brokenStore(path: String, clip: Int)
}
