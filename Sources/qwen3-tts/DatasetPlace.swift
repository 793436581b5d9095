import Foundation
import Hub

/// Where a dataset lies that a user names.
enum DatasetPlace {
    case folder(URL)
    case repository(Repository, revision: String)

    /// A folder that exists wins; what is neither a folder nor a repository's name is reported as a missing folder by whoever reads it.
    init(_ text: String) {
        if case .repository(let repository, let revision)? = try? RepositoryReference(text, expecting: .dataset) {
            self = .repository(repository, revision: revision)
        } else {
            self = .folder(URL(filePath: text))
        }
    }

    /// Does work with a repository of the Hub; where that cannot be had, the error names the missing folder as well.
    static func asking<Result: Sendable>(
        _ text: String, _ work: @Sendable (HubClient) async throws -> Result
    ) async throws -> Result {
        do {
            return try await HubClient.withClient(ModelFolder.environment(), work)
        } catch let error as HubError {
            throw MissingPlaceError(error, naming: text).map { $0 as any Error } ?? error
        }
    }
}
