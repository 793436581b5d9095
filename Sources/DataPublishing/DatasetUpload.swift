public import Foundation
public import Hub
import Parquet
package import SpeechDataset

/// Uploads a prepared folder into a dataset of the Hub that may hold other speakers already.
///
/// Whatever belongs to other configs stays as it is; the card is merged config by config, again whenever others commit in between.
public struct DatasetUpload: Sendable {
    /// How many files go into one commit at most, as Python's `upload_large_folder` has it: the Hub looks at each while the client waits.
    static let filesPerCommit = 1000

    /// What an upload did.
    public struct Outcome: Sendable, Equatable {
        /// The commit that holds everything.
        public var commit: String
        /// Whether the repository is new.
        public var isNew: Bool
        /// The paths that were written or deleted.
        public var changed: [String]
        /// The paths that were there with the same content.
        public var unchanged: [String]
        /// The paths of the folder that do not belong to the dataset's layout, or would say something about other configs.
        public var leftOut: [String]
    }

    /// The folder.
    public let folder: URL
    /// The configs in it.
    public let configs: [String]
    private let card: DatasetCard
    private let files: [String]
    private let reports: [Upload]
    private let others: [String]

    /// Looks at a folder.
    ///
    /// - Parameter speakers: the configs that go up; all where none is named. Reports, which are about all of them, then stay.
    /// - Throws: `DataPublishingError.notUploadable` where it has no card, no configs, or files that are not what the card says; `.brokenCard`,
    ///   `.unreadable`; `ParquetError` where a file is damaged.
    public init(_ folder: URL, speakers: [String] = []) throws {
        guard var card = try DatasetCard(in: folder) else {
            throw DataPublishingError.notUploadable(path: folder.path, reason: "it has no \(DatasetCard.fileName)")
        }
        self.folder = folder
        let there = card.configs.map(\.name)
        if let unknown = speakers.first(where: { !there.contains($0) }) {
            throw SpeechDatasetError.noSuchConfig(unknown, dataset: folder.path, available: there)
        }
        if !speakers.isEmpty { for name in there where !speakers.contains(name) { card.drop(name) } }
        self.card = card
        let all = try LocalDataset(folder).files()
        let found = DatasetFiles(dataset: folder.path, card: card, paths: all.map { ($0, 0) })
        configs = card.configs.map(\.name)
        guard !configs.isEmpty else {
            throw DataPublishingError.notUploadable(
                path: folder.path, reason: "its \(DatasetCard.fileName) names no configs")
        }
        try Self.check(card, files: found.files, in: folder)
        let owner = DatasetOwner(configs: configs)
        let shards = Set(found.files.map(\.path))
        files = all.filter { shards.contains($0) || owner.isVoice($0) }
        // A report over other speakers would hide theirs.
        reports = configs.count == there.count ? try PublishedReport(in: folder, beside: Set(files))?.uploads ?? [] : []
        let known = Set(files + reports.map(\.path) + [DatasetCard.fileName])
        others = all.filter { !known.contains($0) }
    }

    /// Counts the rows of each config, since `load_dataset` refuses a dataset that has others than its card says.
    ///
    /// Takes time linear in the files.
    private static func check(_ card: DatasetCard, files: [DatasetFile], in folder: URL) throws {
        struct Place: Hashable { let config, split: String }
        let shards = Dictionary(grouping: files) { Place(config: $0.config, split: $0.split) }
        let examples = card.examples()
        for config in card.configs {
            let expected = examples[config.name]
            for split in config.splits.map(\.name) {
                let place = "the files of the config '\(config.name)', split '\(split)',"
                guard let shards = shards[Place(config: config.name, split: split)] else {
                    throw DataPublishingError.notUploadable(path: folder.path, reason: "\(place) are missing")
                }
                let rows = try shards.reduce(0) {
                    $0 + (try ParquetFile(folder.appendingPathComponent($1.path)).rowCount)
                }
                let count = expected?[split] ?? rows
                guard rows == count else {
                    throw DataPublishingError.notUploadable(
                        path: folder.path,
                        reason: "\(place) have \(rows) rows, and its \(DatasetCard.fileName) says \(count)")
                }
            }
        }
    }

    /// Uploads everything that is not there yet.
    ///
    /// An interrupted upload goes on where it stopped when it is called again; what is there already makes no commit.
    ///
    /// - Parameters:
    ///   - progress: is told how much is sent, commit by commit.
    ///   - hashing: is told how much of the files is hashed, commit by commit.
    /// - Throws: `HubError`, or `SpeechDatasetError.brokenCard` where the card on the Hub cannot be read: it is then left as it is.
    public func run(
        to repository: Repository, isPrivate: Bool, with client: HubClient,
        progress: (@Sendable (TransferProgress) -> Void)? = nil,
        hashing: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> Outcome {
        let isNew = try await client.create(repository, isPrivate: isPrivate)
        let there = try await client.listing(of: repository)
        let source = "\(DatasetCard.fileName) of \(repository.id)"
        var configs: [String] = []
        if there.files.contains(where: { $0.path == DatasetCard.fileName }) {
            let file = try await client.file(DatasetCard.fileName, of: repository, revision: there.commit)
            configs = try DatasetCard(in: file.deletingLastPathComponent(), calling: source)?.configs.map(\.name) ?? []
        }
        // A report is about the whole of a dataset: one folder's must not hide what another's said.
        let isWhole = Set(configs).isSubset(of: self.configs)
        var outcome = Outcome(
            commit: there.commit, isNew: isNew, changed: [], unchanged: [],
            leftOut: others + (isWhole ? [] : reports.map(\.path)))
        let message = "Upload \(self.configs.joined(separator: ", "))"
        let uploads = files.map { Upload($0, .file(folder.appendingPathComponent($0))) } + (isWhole ? reports : [])
        let parts = Self.parts(of: uploads, named: DatasetOwner(configs: configs))
        for (index, part) in parts.dropLast().enumerated() {
            let title = "\(message) (part \(index + 1) of \(parts.count))"
            outcome.add(
                try await client.upload(part, to: repository, message: title, progress: progress, hashing: hashing))
        }
        let card = Upload(DatasetCard.fileName, .merged(merge(into: source, repository: repository, there: there)))
        let (owner, kept) = (DatasetOwner(configs: self.configs), Set(files))
        let result = try await client.upload(
            (parts.last ?? []) + [card], replacing: { owner.owns($0) && !kept.contains($0) }, to: repository,
            message: message, progress: progress, hashing: hashing)
        outcome.add(result)
        return outcome
    }

    /// The commits that files go up in: one, so that readers see the old dataset or the new one, unless there are too many.
    ///
    /// Then files of configs that the card on the Hub does not name go first, since nobody reads them yet; the others come with the card,
    /// in the last commit.
    package static func parts(of uploads: [Upload], named: DatasetOwner) -> [[Upload]] {
        guard uploads.count > filesPerCommit else { return [uploads] }
        let isRead = { (upload: Upload) in named.owns(upload.path) || PublishedReport.names.contains(upload.path) }
        let unread = uploads.filter { !isRead($0) }
        let early = stride(from: 0, to: unread.count, by: filesPerCommit).map {
            Array(unread[$0..<min($0 + filesPerCommit, unread.count)])
        }
        return early + [uploads.filter(isRead)]
    }

    /// Makes the new card of the one on the Hub.
    private func merge(
        into source: String, repository: Repository, there: HubListing
    ) -> @Sendable (Data?) throws -> Data {
        let card = card
        let files = there.files.map { ($0.path, $0.size) }
        // A dataset without a card is the config 'default', and must stay that when it gets one.
        let defaults = DatasetFiles(dataset: repository.id, card: nil, paths: files).files.filter {
            $0.path.hasPrefix("data/")
        }.map(\.split)
        let splits = defaults.enumerated().filter { defaults.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        return { current in
            var merged = try DatasetCard(current ?? Data(), source: source)
            merged.declareDefault(splits: splits)
            merged.merge(card, repository: repository.id)
            return merged.data
        }
    }
}

extension DatasetUpload.Outcome {
    fileprivate mutating func add(_ part: UploadOutcome) {
        commit = part.commit
        changed += part.changed
        unchanged += part.unchanged
        leftOut += part.ignored
    }
}
