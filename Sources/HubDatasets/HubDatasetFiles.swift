import Foundation
public import Hub
public import SpeechDataset

/// The Parquet files of a dataset of the Hub.
public struct HubDatasetFiles: Sendable {
    /// The branch that the Hub keeps its own conversions in.
    public static let convertedBranch = "refs/convert/parquet"

    /// The repository.
    public let repository: Repository
    /// The commit that the paths are of.
    public let commit: String
    /// The files by config and split.
    public let files: DatasetFiles
    /// The dataset's card at the revision that was asked for.
    public let card: DatasetCard?
    /// Whether the Hub made these files of others that the dataset has.
    public let isConverted: Bool
    /// The splits of which the Hub converted only the beginning, as `config/split`.
    public let partialSplits: [String]
}

extension HubClient {
    /// Finds the Parquet files of a dataset: its own, or else those that the Hub has made of it.
    ///
    /// Offline, or where the Hub does not answer, what the cache knows of the revision.
    ///
    /// - Throws: `HubError`, or `SpeechDatasetError.brokenCard`; `.noParquet` where there are none.
    public func datasetFiles(
        of repository: Repository, revision: String = "main"
    ) async throws -> HubDatasetFiles {
        let listing = try await listing(of: repository, revision: revision)
        var card: DatasetCard?
        if listing.files.contains(where: { $0.path == DatasetCard.fileName }) {
            let file = try await file(DatasetCard.fileName, of: repository, revision: listing.commit)
            card = try DatasetCard(
                in: file.deletingLastPathComponent(), calling: "\(DatasetCard.fileName) of \(repository.id)")
        }
        let own = DatasetFiles(
            dataset: repository.id, card: card, paths: listing.files.map { ($0.path, $0.size) })
        if !own.files.isEmpty {
            return HubDatasetFiles(
                repository: repository, commit: listing.commit, files: own, card: card, isConverted: false,
                partialSplits: [])
        }
        let nothing = HubDatasetsError.noParquet(dataset: repository.id, files: listing.files.map(\.path))
        // The Hub converts the head of the main branch alone.
        guard revision == "main" else { throw nothing }
        let branch: HubListing
        do {
            branch = try await self.listing(of: repository, revision: HubDatasetFiles.convertedBranch)
        } catch HubError.revisionNotFound {
            throw nothing
        }
        let converted = DatasetFiles(
            dataset: repository.id, card: nil, paths: branch.files.map { ($0.path, $0.size) })
        guard !converted.files.isEmpty else { throw nothing }
        let partial = converted.files.filter { $0.path.contains("/\(DatasetFiles.partial)") }
        return HubDatasetFiles(
            repository: repository, commit: branch.commit, files: converted, card: card, isConverted: true,
            partialSplits: partial.map { "\($0.config)/\($0.split)" }.reduce(into: []) {
                if $0.last != $1 { $0.append($1) }
            })
    }
}
