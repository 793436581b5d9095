import Foundation
import NIOHTTP1

extension HubClient {
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
            if let found = try await otherKind(of: repository) { throw HubError.wrongKind(repository, found: found) }
            throw HubError.repositoryNotFound(missing, hasToken: hasToken)
        }
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
        try RemoteFile.checkPath(path)
        return RemoteFile(path: path, size: lfs?.size ?? size, gitHash: oid, sha256: lfs?.oid)
    }
}
