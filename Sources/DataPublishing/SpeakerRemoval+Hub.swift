public import DataPreparation
import Foundation
public import Hub
import SpeechDataset

extension SpeakerRemoval {
    /// Takes the speaker out of a dataset of the Hub, in one commit.
    ///
    /// - Returns: what the commit did.
    /// - Throws: `HubError`, `DataPreparationError.noCard`, `.noSuchConfig`, `.onlySpeaker`.
    public func run(on repository: Repository, with client: HubClient) async throws -> UploadOutcome {
        let there = try await client.listing(of: repository)
        let paths = there.files.map(\.path)
        guard paths.contains(DatasetCard.fileName) else { throw DataPreparationError.noCard(dataset: repository.id) }
        let file = try await client.file(DatasetCard.fileName, of: repository, revision: there.commit)
        let source = "\(DatasetCard.fileName) of \(repository.id)"
        let card = try DatasetCard(Data(contentsOf: file), source: source)
        let removed = try files(of: card, among: paths, in: repository.id)
        var uploads = [
            Upload(
                DatasetCard.fileName,
                .merged { current in
                    var card = try DatasetCard(current ?? Data(), source: source)
                    card.drop(speaker, repository: repository.id)
                    return card.data
                })
        ]
        if paths.contains(DatasetLayout.reportName) {
            let known = try await client.file(DatasetLayout.reportName, of: repository, revision: there.commit)
            for (path, content) in try report(Data(contentsOf: known)) where paths.contains(path) {
                uploads.append(Upload(path, .bytes(content)))
            }
        }
        return try await client.upload(
            uploads, deleting: removed, to: repository, message: "Remove \(speaker)")
    }
}
