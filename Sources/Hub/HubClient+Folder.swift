public import Foundation

extension HubClient {
    /// The folder that a user names: one of this machine as it is, or that of a repository in the cache, where it is put.
    ///
    /// - Parameters:
    ///   - text: `user/name`, `user/name@revision`, or the path of a folder.
    ///   - patterns: which files are fetched, as Python's `fnmatch` reads them; all where there is none.
    /// - Throws: `HubError`; `.wrongKind` where the text says `datasets/` and a model is expected, or the reverse;
    ///   `.nothingMatches` where the repository has no file of these patterns.
    public func folder(
        _ text: String, expecting kind: Repository.Kind, matching patterns: [String] = [],
        progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> URL {
        switch try RepositoryReference(text, expecting: kind) {
        case .folder(let folder): return folder
        case .repository(let repository, let revision):
            guard repository.kind == kind else {
                let wanted = Repository(kind, owner: repository.owner, name: repository.name) ?? repository
                throw HubError.wrongKind(wanted, found: repository.kind)
            }
            let snapshot = try await snapshot(
                of: repository, revision: revision, matching: patterns, progress: progress)
            if snapshot.paths.isEmpty {
                throw HubError.nothingMatches(repository, revision: revision, patterns: patterns)
            }
            return snapshot.folder
        }
    }
}
