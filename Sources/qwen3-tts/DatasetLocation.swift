import Foundation
import Hub
import HubDatasets
import SpeechDataset
import TrainingSettings

/// Where the dataset of a run lies: a folder, or a repository of the Hub, which is fetched unless it is to be streamed.
struct DatasetLocation {
    private let settings: Settings
    private let hub: HubClient

    init(_ settings: Settings, _ hub: HubClient) {
        self.settings = settings
        self.hub = hub
    }

    /// - Throws: `MissingPlaceError` for what is neither a folder nor to be had from the Hub, or `HubError`.
    func storage() async throws -> any DatasetStorage {
        do {
            return try await open(settings.dataset)
        } catch let error as HubError {
            throw MissingPlaceError(error, naming: settings.dataset).map { $0 as any Error } ?? error
        }
    }

    private func open(_ named: String) async throws -> any DatasetStorage {
        // What is neither a folder nor a repository's name is reported as a missing folder.
        guard case .repository(let repository, let revision)? = try? RepositoryReference(named, expecting: .dataset)
        else {
            return LocalDataset(URL(filePath: named))
        }
        let remote = try await HubDataset(repository, revision: revision, with: hub)
        if settings.isStreaming { return remote }
        let paths = try await remote.paths(speakers: settings.trainSpeakers)
        let line = WorkLine("fetching", .bytes(of: repository.id), on: ProgressLine())
        defer { line.close() }
        let folder = try await hub.folder(
            "\(repository.id)@\(remote.commit)", expecting: .dataset, matching: paths, progress: { line.show($0) })
        return LocalDataset(folder, name: repository.id)
    }
}
