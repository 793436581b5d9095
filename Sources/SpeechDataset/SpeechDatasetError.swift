public import Audio

/// Why a dataset could not be read.
public enum SpeechDatasetError: Error, Sendable, Equatable {
    /// There is no such folder.
    case datasetMissing(path: String)
    /// The folder is no prepared dataset.
    case notADataset(path: String)
    /// Numbered files of a split are not there.
    case shardsMissing(dataset: String, split: String, found: Int, expected: Int)
    /// A configuration cannot be a speaker in a checkpoint by its name.
    case configurationIsNoSpeaker(String, dataset: String)
    /// A Parquet file has no column for what is needed; `names` are those that were looked for, `option` names another.
    case columnMissing(path: String, content: String, names: [String], option: String, found: [String])
    /// The column of a Parquet file has another type than is needed.
    case columnUnsuitable(
        path: String, column: String, content: String, type: String, option: String, found: [String])
    /// A file lacks columns; `available` are those that it has.
    case columnsMissing([String], path: String, available: [String])
    /// Two columns of a file have different texts, and nobody has said which is spoken.
    case textsDisagree(path: String, columns: [String], values: [String])
    /// A reference recording cannot be used.
    case badReference(speaker: String, AudioError)
    /// Nothing in the dataset shows a speaker's voice.
    case noReferenceInDataset(speaker: String, dataset: String)
    /// The dataset has no such speakers.
    case speakersNotInDataset([String], available: [String])
    /// The header of a dataset's card cannot be read; `line` counts from 1.
    case brokenCard(path: String, line: Int?, reason: String)
    /// A dataset has no config of this name.
    case noSuchConfig(String, dataset: String, available: [String])
    /// A dataset has several configs, and none was named.
    case configNeeded(dataset: String, available: [String])
    /// A config has no split of this name.
    case noSuchSplit(String, config: String, dataset: String, available: [String])
}
