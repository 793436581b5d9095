import Files
import Foundation
import HTTP

/// All files of a repository at a commit.
public struct HubListing: Sendable, Equatable {
    /// The commit.
    public let commit: String
    /// The files, by path.
    public let files: [RemoteFile]
}

extension HubClient {
    /// The files of a repository at a revision, as the Hub says or, offline and where it does not answer, as the cache remembers: all of
    /// them where a client has noted them, else those that are there.
    ///
    /// - Throws: `HubError`; `.notCached` where nothing may be asked and the cache has never seen the revision.
    public func listing(of repository: Repository, revision: String = "main") async throws -> HubListing {
        try RemoteFile.checkPath(revision)
        let cache = cache(of: repository)
        let known = cache.commit(of: revision)
        let noted = known.flatMap { commit in
            cache.notedFiles(at: commit).map { HubListing(commit: commit, files: $0) }
        }
        if let noted, environment.isOffline || Cache.isCommit(revision) { return noted }
        // What was fetched without a note of all files is better than nothing.
        let present = known.map { HubListing(commit: $0, files: cache.presentFiles(at: $0)) }
        let cached = noted ?? present.flatMap { $0.files.isEmpty ? nil : $0 }
        if environment.isOffline {
            guard let cached else { throw HubError.notCached(repository, revision: revision, path: nil) }
            return cached
        }
        do {
            let commit = Cache.isCommit(revision) ? revision : try await commit(of: repository, revision: revision)
            let files = try await files(of: repository, revision: commit)
            try cache.note(commit, for: revision)
            try cache.note(files, at: commit)
            return HubListing(commit: commit, files: files)
        } catch HubError.unreachable(let cause) {
            if let cached { return cached }
            throw HubError.unreachable(cause)
        }
    }

    /// The commit that a branch, tag or commit names now.
    ///
    /// - Throws: `HubError`; `.wrongKind` where the name is that of a model instead of a dataset, or the reverse.
    public func commit(of repository: Repository, revision: String = "main") async throws -> String {
        try refuseOffline("look up the \(repository)")
        struct Info: Decodable { let sha: String }
        let url = transport.address("\(repository.apiPath)/revision/\(revision.percentEncoded())")
        do {
            let answer = try await transport.fetch(
                Request(url: url), about: Subject(repository: repository, revision: revision))
            let sha = try answer.decoded(as: Info.self, expected: "a repository's commit").sha
            guard Cache.isCommit(sha) else {
                throw HubError.unexpectedAnswer(url: url.withoutQuery, expected: "a repository's commit")
            }
            return sha
        } catch HubError.repositoryNotFound(let missing, let hasToken) {
            throw try await explained(.repositoryNotFound(missing, hasToken: hasToken))
        }
    }

    /// Says of a repository that is not there whether one of the other kind is.
    func explained(_ error: HubError) async throws -> HubError {
        guard case .repositoryNotFound(let repository, _) = error, let found = try await otherKind(of: repository)
        else { return error }
        return .wrongKind(repository, found: found)
    }

    /// All files of a repository at a revision, by path.
    ///
    /// - Throws: `HubError`.
    public func files(of repository: Repository, revision: String = "main") async throws -> [RemoteFile] {
        try refuseOffline("list the \(repository)")
        var page: URL? = transport.address(
            "\(repository.apiPath)/tree/\(revision.percentEncoded())?recursive=true&expand=false")
        var files: [RemoteFile] = []
        var seen: Set<URL> = []
        while let url = page {
            let answer = try await transport.fetch(
                Request(url: url), about: Subject(repository: repository, revision: revision))
            for entry in try answer.decoded(as: [TreeEntry].self, expected: "a list of files")
            where entry.type == "file" {
                files.append(try entry.file())
            }
            seen.insert(url)
            page = answer.headers["link"].lazy.compactMap(Self.nextPage).first
            // A page that names itself or another server would never end, or not be the Hub's.
            if let next = page, seen.contains(next) || next.origin != transport.base.origin {
                throw HubError.unexpectedAnswer(url: url.withoutQuery, expected: "the next page of the list")
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// The address in `<https://...>; rel="next"`.
    static func nextPage(in link: String) -> URL? {
        for part in link.split(separator: ",") where part.contains("rel=\"next\"") {
            guard let start = part.firstIndex(of: "<"), let end = part.firstIndex(of: ">"), start < end else {
                continue
            }
            return URL(string: String(part[part.index(after: start)..<end]))
        }
        return nil
    }

    /// What holds a repository that is not of the expected kind, if anything does.
    private func otherKind(of repository: Repository) async throws -> Repository.Kind? {
        let kind: Repository.Kind = repository.kind == .model ? .dataset : .model
        guard let other = Repository(kind, owner: repository.owner, name: repository.name) else { return nil }
        do {
            _ = try await transport.fetch(
                Request(url: transport.address(other.apiPath)), about: Subject(repository: other))
            return kind
        } catch is HubError {
            // Whatever it is, the first answer is the one to report.
            return nil
        }
    }
}

/// A line of a listing.
struct TreeEntry: Decodable {
    struct LargeFile: Decodable {
        let oid: String
        let size: Int64
    }
    let type: String
    let oid: String
    let size: Int64
    let path: String
    let lfs: LargeFile?

    func file() throws(HubError) -> RemoteFile {
        try RemoteFile(path: path, size: lfs?.size ?? size, gitHash: oid, sha256: lfs?.oid)
    }
}
