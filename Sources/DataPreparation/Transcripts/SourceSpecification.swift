import Files
public import Foundation
public import Hub
public import SpeechDataset

/// A source of recordings as a user names it: `PLACE` or `NAME=PLACE`.
public struct SourceSpecification: Sendable, Equatable {
    /// Where recordings are.
    public enum Location: Sendable, Equatable {
        /// A folder, a transcript or a Parquet file.
        case path(URL)
        /// A config of a dataset in a folder, with the splits that count; all where there are none.
        case config(folder: URL, name: String, splits: [String])
        /// A dataset of the Hub.
        case dataset(HubDatasetSource.Name)
    }

    /// The speaker's name in lower case, when it is given.
    public var name: String?
    /// The place.
    public var location: Location
    /// The language of lines that name none, when it is known.
    public var language: String?
    /// What the columns are called.
    public var fields = TranscriptFields()

    /// Names a source; `name` must be a valid name in lower case.
    public init(name: String? = nil, location: Location, language: String? = nil) {
        self.name = name
        self.location = location
        self.language = language
    }

    /// Names a source on this machine; `name` must be a valid name in lower case.
    public init(name: String? = nil, location: URL) { self.init(name: name, location: .path(location)) }

    /// Reads `PLACE` or `NAME=PLACE`; what stands before the first `=` is a name unless it has a slash.
    ///
    /// A place is a path, or `USER/DATASET`, `USER/DATASET:CONFIG` or `USER/DATASET:CONFIG:SPLIT+SPLIT` (with `@REVISION` or not) on the
    /// Hub. A path that exists wins, also one with `:CONFIG`.
    ///
    /// - Throws: `DataPreparationError.invalidSpecification` or `.invalidName`.
    public init(parsing argument: String) throws(DataPreparationError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isNamed = parts.count == 2 && !parts[0].contains("/")
        let place = isNamed ? String(parts[1]) : argument
        guard !place.isEmpty, !(isNamed && parts[0].isEmpty) else {
            throw DataPreparationError.invalidSpecification(argument)
        }
        self.init(location: Self.location(place))
        guard isNamed else { return }
        guard let name = SpeakerName.canonical(String(parts[0])) else {
            throw DataPreparationError.invalidName(String(parts[0]), from: argument)
        }
        self.name = name
    }

    private static func location(_ place: String) -> Location {
        let path = URL(fileURLWithPath: place)
        if FileManager.default.fileExists(atPath: path.path) { return .path(path) }
        let parts = place.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        let folder = URL(fileURLWithPath: parts[0])
        if parts.count > 1, !parts.contains(""), FileState.isFolder(folder) {
            let splits = parts.count > 2 ? parts[2].split(separator: "+").map(String.init) : []
            return .config(folder: folder, name: parts[1], splits: splits)
        }
        let isFile = ["csv", "json", "jsonl", "list", "parquet", "tsv", "txt"].contains(path.pathExtension.lowercased())
        if !isFile, let dataset = HubDatasetSource.Name(place) { return .dataset(dataset) }
        return .path(path)
    }

    /// The source of the kind that is at the location.
    ///
    /// - Parameter environment: the Hub's; `nil` for what the process's variables say.
    /// - Throws: `DataPreparationError.sourceMissing`, `.notASource`, `.noTranscript`, or for a dataset `.noSuchConfig`; `HubError` where the
    ///   variables of the Hub are not what they must be.
    public func source(
        environment: HubEnvironment? = nil, progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) throws -> any Source {
        switch location {
        case .path(let location): return try source(at: location)
        case .config(let folder, let config, let splits):
            guard
                let source = try ParquetSource(
                    folder: folder, config: config, splits: splits, fields: fields, speaker: name)
            else {
                throw DataPreparationError.noTranscript(folder: folder.path)
            }
            return source
        case .dataset(let dataset):
            return HubDatasetSource(
                dataset, environment: try environment ?? HubEnvironment(), fields: fields, speaker: name,
                progress: progress)
        }
    }

    private func source(at location: URL) throws -> any Source {
        let place = try TranscriptPlace(location, fields: fields, speaker: name)
        if !place.isFolder, location.pathExtension.lowercased() == "parquet" {
            return ParquetSource(location, fields: fields, speaker: name)
        }
        do {
            return try TranscriptSource(place)
        } catch let error as DataPreparationError {
            // A dataset's folder has a card and more beside its Parquet files.
            switch error {
            case .noTranscript, .formNotRead:
                guard place.isFolder, let source = try ParquetSource(folder: location, fields: fields, speaker: name)
                else { throw error }
                return source
            default: throw error
            }
        }
    }
}
