/// Why a dataset of the Hub could not be read.
public enum HubDatasetsError: Error, Sendable, Equatable {
    /// A dataset has no Parquet files, and the Hub has made none of it.
    case noParquet(dataset: String, files: [String])
}
