public import Foundation
public import Hub
import HubDatasets
public import SpeechDataset

/// A dataset of the Hub: its Parquet files come into the cache that Python shares, one after the other and only as many as are needed.
public struct HubDatasetSource: Source {
    /// The dataset, as a user names it.
    public struct Name: Sendable, Equatable {
        /// The repository.
        public var repository: Repository
        /// The branch, tag or commit.
        public var revision = "main"
        /// The config, which may be left out where there is only one.
        public var config: String?
        /// The splits, one after the other; all where there are none.
        public var splits: [String] = []

        /// Reads `USER/DATASET`, `USER/DATASET:CONFIG` or `USER/DATASET:CONFIG:SPLIT+SPLIT`, each with `@REVISION` or not; nil for anything else.
        public init?(_ text: String) {
            let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (1...3).contains(parts.count), !parts.contains(""),
                case .repository(let repository, let revision)? = try? RepositoryReference(
                    parts[0] + (halves.count > 1 ? "@\(halves[1])" : ""), expecting: .dataset)
            else { return nil }
            self.init(
                repository: repository, revision: revision, config: parts.count > 1 ? parts[1] : nil,
                splits: parts.count > 2 ? parts[2].split(separator: "+").map(String.init) : [])
        }

        /// Names a dataset.
        public init(repository: Repository, revision: String = "main", config: String? = nil, splits: [String] = []) {
            self.repository = repository
            self.revision = revision
            self.config = config
            self.splits = splits
        }
    }

    private let name: Name
    private let environment: HubEnvironment
    private let fields: TranscriptFields
    private let speaker: String?
    private let progress: (@Sendable (TransferProgress) -> Void)?

    /// Names a dataset, which is not asked for yet.
    ///
    /// - Parameter speaker: whom the user says to speak in all of it.
    public init(
        _ name: Name, environment: HubEnvironment, fields: TranscriptFields = TranscriptFields(),
        speaker: String? = nil, progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) {
        self.name = name
        self.environment = environment
        self.fields = fields
        self.speaker = speaker
        self.progress = progress
    }

    /// `USER/DATASET` or `USER/DATASET:CONFIG`.
    public var title: String { name.repository.id + (name.config.map { ":\($0)" } ?? "") }
    /// The config's name, or the dataset's.
    public var defaultName: String { name.config ?? name.repository.name }
    /// None.
    public var reference: URL? { nil }

    /// Every row of the config's splits, or as many as are needed.
    ///
    /// - Throws: `HubError`, `ParquetError`, or `DataPreparationError` for a config, split or column that is not there.
    public func read(limit: Int?) async throws -> SourceReading {
        try await HubClient.withClient(environment) { hub in
            let dataset = try await hub.datasetFiles(of: name.repository, revision: name.revision)
            let config = try dataset.files.files(of: name.config)[0].config
            let files = try DatasetSelection(configs: [config], splits: name.splits).files(in: dataset.files)
            let partial = files.map { "\($0.config)/\($0.split)" }.filter(dataset.partialSplits.contains)
            guard partial.isEmpty || !name.splits.isEmpty else {
                throw DataPreparationError.partialConversion(dataset: name.repository.id, splits: dataset.partialSplits)
            }
            var reading = SourceReading()
            // How much a limited number of lines takes shows only when it is there.
            var transfer = TransferProgress(
                totalFiles: files.count, totalBytes: limit == nil ? files.reduce(0) { $0.adding($1.size) } : 0)
            for file in files where reading.lines.count < limit ?? .max {
                let local = try await hub.file(
                    file.path, of: dataset.repository, revision: dataset.commit, progress: reporting(after: transfer))
                transfer.completedFiles += 1
                transfer.completedBytes = transfer.completedBytes.adding(file.size)
                // A commit never changes, so neither does a path in it.
                let transcript = try ParquetTranscript(
                    local, name: "\(name.repository.id)/\(file.path)",
                    identity: identity(of: local, path: file.path, commit: dataset.commit), fields: fields,
                    isOneVoice: speaker != nil)
                reading += try transcript.read(
                    limit: limit.map { $0 - reading.lines.count }, speaker: nil, reference: nil)
            }
            return reading
        }
    }

    /// Reports a file's transfer as part of a longer one.
    private func reporting(after before: TransferProgress) -> (@Sendable (TransferProgress) -> Void)? {
        guard let progress else { return nil }
        return { part in
            var sum = before
            sum.completedBytes = sum.completedBytes.adding(part.completedBytes)
            progress(sum)
        }
    }

    /// The name of the content in the cache, which is a checksum, so that another commit with the same file changes nothing.
    private func identity(of file: URL, path: String, commit: String) -> String {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file.path)
        return target.map { URL(filePath: $0).lastPathComponent } ?? "\(name.repository.id)\0\(commit)\0\(path)"
    }
}

extension Int64 {
    /// The sum, or the most that there is: sizes come from a server.
    fileprivate func adding(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
