import SpeechDataset

extension HubDatasetsError: CustomStringConvertible {
    /// What is wrong where, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .noParquet(let dataset, let files):
            """
            The dataset '\(dataset)' has no Parquet files, and the Hub has made none of it. \
            It has: \(listed(Array(files.prefix(10))))\(files.count > 10 ? " and \(files.count - 10) more" : ""). Check that it is a \
            dataset of recordings, or download it and name the folder.
            """
        }
    }
}
