import SpeechDataset

extension DataFeedingError: CustomStringConvertible {
    /// What is wrong where, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .tooManyBadRows(let dataset, let bad, let rows, let limit, let examples):
            ([
                "Of the \(counted(rows, "row")) of the dataset '\(dataset)', \(bad) cannot be used, which is more than the share of "
                    + "\(limit) that MAX_BAD_SHARE allows:"
            ] + examples.map { "  \($0)" } + (bad > examples.count ? ["  and \(bad - examples.count) more."] : [])
                + ["Mend the dataset, or raise MAX_BAD_SHARE to skip these rows."]).joined(separator: "\n")
        case .noUsableClip(let speaker, let dataset):
            """
            The speaker '\(speaker)' of the dataset '\(dataset)' has no clip that can be trained on. Leave the speaker out of \
            TRAIN_SPEAKERS, or raise MAX_TRAIN_SAMPLES.
            """
        case .lengthUnknown(let path, let row):
            """
            \(path), row \(row): There is no duration, which MAX_BATCH_FRAMES needs when streaming. Set MAX_BATCH_FRAMES=0, or \
            USE_STREAMING_DATASET=false, or prepare the data with 'qwen3-tts prepare'.
            """
        case .brokenStore(let path, let clip):
            "The clip \(clip) in '\(path)' is damaged. Remove the file; the next run makes it again."
        }
    }
}
