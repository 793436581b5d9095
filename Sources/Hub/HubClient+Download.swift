import Files
public import Foundation
import HTTP

/// Files of a repository at a commit, in the cache.
public struct Snapshot: Sendable, Equatable {
    /// The folder that holds them under their paths.
    public let folder: URL
    /// The commit.
    public let commit: String
    /// The paths of the files that were asked for.
    public let paths: [String]
}

extension HubClient {
    /// Fetches a file, unless the cache has it, and returns where it is.
    ///
    /// Where the Hub does not answer, what the cache holds for this revision is good enough.
    ///
    /// - Throws: `HubError`.
    public func file(
        _ path: String, of repository: Repository, revision: String = "main",
        progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> URL {
        try RemoteFile.checkPath(path)
        try RemoteFile.checkPath(revision)
        let cache = cache(of: repository)
        let known = cache.commit(of: revision)
        let cached = known.flatMap { cache.file(path, at: $0) }
        if let cached, environment.isOffline || Cache.isCommit(revision) { return cached }
        if let known, environment.isOffline || Cache.isCommit(revision), cache.isKnownMissing(path, at: known) {
            throw HubError.fileNotFound(repository, revision: revision, path: path)
        }
        if environment.isOffline { throw HubError.notCached(repository, revision: revision, path: path) }
        let found: (file: RemoteFile, commit: String)
        do {
            found = try await metadata(of: path, in: repository, revision: revision)
        } catch HubError.unreachable(let cause) {
            if let cached { return cached }
            throw HubError.unreachable(cause)
        } catch let error as HubError {
            throw try await explained(error)
        }
        try cache.note(found.commit, for: revision)
        let meter = ProgressMeter(files: 1, bytes: found.file.size, report: progress)
        try await [found.file].forEachConcurrently(limit: 1) { file in
            try await download(file, at: found.commit, of: repository, meter: meter)
        }
        return cache.snapshot(found.commit).appending(path: path)
    }

    /// Fetches the files of a repository whose paths match one of the patterns (all where there is none), several at a time.
    ///
    /// - Parameters:
    ///   - patterns: as Python's `fnmatch` reads them: `*` is any text, slashes too.
    ///   - concurrency: how many files are fetched at once.
    /// - Throws: `HubError`, or `CancellationError`; what has come so far is kept and used the next time.
    public func snapshot(
        of repository: Repository, revision: String = "main", matching patterns: [String] = [], concurrency: Int = 4,
        progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> Snapshot {
        try RemoteFile.checkPath(revision)
        // Paths as they are, of which there may be thousands, are looked up.
        let exact = Set(patterns.filter { !$0.hasSuffix("/") && !$0.contains { $0 == "*" || $0 == "?" } })
        let wanted = patterns.filter { !exact.contains($0) }.map { WildcardPattern($0) }
        let isWanted = { (path: String) in
            patterns.isEmpty || exact.contains(path) || wanted.contains { $0.matches(path) }
        }
        let cache = cache(of: repository)
        if environment.isOffline { return try cachedSnapshot(of: repository, revision: revision, where: isWanted) }
        let listing: HubListing
        do {
            listing = try await self.listing(of: repository, revision: revision)
        } catch HubError.unreachable(let cause) {
            do {
                return try cachedSnapshot(of: repository, revision: revision, where: isWanted)
            } catch {
                throw HubError.unreachable(cause)
            }
        }
        let commit = listing.commit
        let chosen = listing.files.filter { isWanted($0.path) }
        let meter = ProgressMeter(files: chosen.count, bytes: totalSize(of: chosen.map(\.size)), report: progress)
        try await chosen.forEachConcurrently(limit: max(concurrency, 1)) { file in
            try await download(file, at: commit, of: repository, meter: meter)
        }
        return Snapshot(folder: cache.snapshot(commit), commit: commit, paths: chosen.map(\.path))
    }

    /// What the cache holds of a revision; complete, as far as its list of files is known.
    private func cachedSnapshot(
        of repository: Repository, revision: String, where isWanted: (String) -> Bool
    ) throws(HubError) -> Snapshot {
        let cache = cache(of: repository)
        guard let commit = cache.commit(of: revision) else {
            throw .notCached(repository, revision: revision, path: nil)
        }
        let present = cache.files(at: commit)
        let paths = (cache.notedFiles(at: commit)?.map(\.path) ?? present).filter(isWanted)
        let here = Set(present)
        if let missing = paths.first(where: { !here.contains($0) }) {
            throw .notCached(repository, revision: revision, path: missing)
        }
        guard !present.isEmpty else { throw .notCached(repository, revision: revision, path: nil) }
        return Snapshot(folder: cache.snapshot(commit), commit: commit, paths: paths)
    }

    /// What the Hub says of a file, without fetching it.
    ///
    /// A file that is not there is noted in the cache.
    func metadata(
        of path: String, in repository: Repository, revision: String
    ) async throws -> (file: RemoteFile, commit: String) {
        let url = address(of: path, in: repository, revision: revision)
        let subject = Subject(repository: repository, revision: revision, path: path)
        let answer = try await transport.retries.retrying {
            let answer = try await transport.open(Request(method: .head, url: url))
            if answer.header("x-error-code") == "EntryNotFound", let commit = answer.header("x-repo-commit"),
                Cache.isCommit(commit)
            {
                try cache(of: repository).note(commit, for: revision)
                try cache(of: repository).noteMissing(path, at: commit)
            }
            try await transport.check(answer, about: subject)
            return answer
        }
        guard let commit = answer.header("x-repo-commit"), Cache.isCommit(commit),
            let etag = (answer.header("x-linked-etag") ?? answer.header("etag")).map(Self.plainTag),
            let length = answer.header("x-linked-size") ?? (answer.isRedirect ? nil : answer.header("content-length")),
            let size = Int64(length), size >= 0
        else { throw HubError.unexpectedAnswer(url: url.withoutQuery, expected: "a file's commit, ETag and size") }
        let isLarge = etag.utf8.count == 64
        return (try RemoteFile(path: path, size: size, gitHash: etag, sha256: isLarge ? etag : nil), commit)
    }

    func address(of path: String, in repository: Repository, revision: String) -> URL {
        transport.address(
            "\(repository.pagePath)/resolve/\(revision.percentEncoded())/\(path.percentEncoded(keepingSlashes: true))")
    }

    /// An ETag without `W/` and quotes.
    private static func plainTag(_ text: String) -> String {
        (text.hasPrefix("W/") ? String(text.dropFirst(2)) : text).trimmingCharacters(in: ["\""])
    }
}
