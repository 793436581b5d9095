import Foundation
import HTTP

/// Where the two servers are.
struct Addresses: Sendable {
    let hub: String
    let storage: String
}

extension ImitationHub.State {
    typealias Commit = ImitationHub.Repo.Commit
    /// A file of a repository.
    public typealias File = ImitationHub.File

    /// A repository and what is asked of it.
    struct Target {
        let id: String
        let rest: [String]
        /// Whether it is below `/api/`.
        let isAPI: Bool
        let addresses: Addresses

        /// `owner/name` or `datasets/owner/name`.
        var page: String { id.hasPrefix("models/") ? String(id.dropFirst("models/".count)) : id }
    }

    /// The Hub proper.
    mutating func serveHub(_ request: ServedRequest, addresses: Addresses) -> ServedAnswer {
        guard request.header("user-agent") != nil else { return violation("no user agent", of: request) }
        let path = request.path
        if path == ["api", "complete_multipart"] { return completeMultipart(request) }
        let token = request.header("authorization")
        let tokens = ["Bearer \(ImitationHub.writeToken)", "Bearer \(ImitationHub.readToken)"]
        if let token, !tokens.contains(token) {
            return .refusal(401, "Invalid credentials in Authorization header")
        }
        let refusalOfWriting: ServedAnswer? =
            switch token {
            case nil: .refusal(401, "Invalid username or password.")
            case tokens[0]: nil
            default: .refusal(403, "You don't have the rights to do this: this token has role \"read\"")
            }
        switch (request.method, path.joined(separator: "/")) {
        case (.get, "api/whoami-v2"):
            return token == nil
                ? .refusal(401, "Invalid username or password.") : account(mayWrite: refusalOfWriting == nil)
        case (.post, "api/validate-yaml"): return validateCard(request)
        case (.post, "api/repos/create"): return create(request, refusal: refusalOfWriting, addresses: addresses)
        default: break
        }
        guard let target = target(of: path, addresses: addresses) else {
            return violation("no such address", of: request)
        }
        guard let repo = repos[target.id], !repo.isPrivate || token != nil else {
            return token == nil
                ? .refusal(401, code: "RepoNotFound", "Invalid username or password.")
                : .refusal(404, code: "RepoNotFound", "Repository not found")
        }
        let writes = ["info", "preupload", "commit", "tag", "branch", "settings"].contains(target.rest.first)
        if writes, request.method != .get, let refusalOfWriting { return refusalOfWriting }
        return serve(request, at: target, repo: repo, isAnonymous: token == nil)
    }

    private func target(of path: [String], addresses: Addresses) -> Target? {
        var path = path
        let isAPI = path.first == "api"
        if isAPI { path.removeFirst() }
        let isCached = isAPI && path.first == "resolve-cache"
        if isCached { path.removeFirst() }
        if !isAPI, path.first != "datasets" { path.insert("models", at: 0) }
        guard path.count >= 3, ["models", "datasets"].contains(path[0]) else { return nil }
        if path[2].hasSuffix(".git") { path[2].removeLast(4) }
        let rest = (isCached ? ["resolve-cache"] : []) + path.dropFirst(3)
        return Target(id: path[0...2].joined(separator: "/"), rest: rest, isAPI: isAPI, addresses: addresses)
    }

    private mutating func serve(
        _ request: ServedRequest, at target: Target, repo: ImitationHub.Repo, isAnonymous: Bool
    ) -> ServedAnswer {
        let rest = target.rest
        let verb = rest.first ?? "revision"
        switch (request.method, verb) {
        case (.post, "info"): return largeFiles(request, at: target)
        case (.get, "refs"): return Self.references(of: repo)
        case (.post, "branch"): return makeBranch(request, at: target, repo: repo)
        case (.put, "settings"):
            guard let visibility = request.object?["visibility"] as? String else {
                return violation("settings without a visibility", of: request)
            }
            repos[target.id]?.isPrivate = visibility == "private"
            return .json(["private": visibility == "private"])
        default: break
        }
        let revision = rest.count >= 2 ? rest[1] : "main"
        guard let commit = repo.commit(revision) else {
            return .refusal(404, code: "RevisionNotFound", "Invalid rev id: \(revision)")
        }
        let path = rest.dropFirst(2).joined(separator: "/")
        switch (request.method, verb, target.isAPI) {
        case (.get, "revision", true): return info(of: repo, at: commit, request, target: target)
        case (.get, "tree", true): return tree(path, of: commit, request, hub: target.addresses.hub)
        case (.get, "commits", true): return history(of: repo, until: commit, request, hub: target.addresses.hub)
        case (.post, "paths-info", true): return entries(of: commit, request)
        case (.post, "tag", true):
            guard let name = request.object?["tag"] as? String else {
                return violation("a tag without a name", of: request)
            }
            guard repo.tags[name] == nil else { return .refusal(409, "Tag \(name) already exists") }
            repos[target.id]?.tags[name] = commit.id
            return ServedAnswer()
        case (.get, "resolve", false), (.head, "resolve", false):
            if repo.isGated {
                return .refusal(
                    isAnonymous ? 401 : 403, code: "GatedRepo", "Access to \(target.id) is restricted.")
            }
            return resolve(path, of: commit, request, target: target, isPrivate: repo.isPrivate)
        case (.get, "resolve-cache", true), (.head, "resolve-cache", true):
            return smallFile(path, of: commit, request)
        case (.post, "preupload", true): return preupload(request, at: commit)
        case (.post, "commit", true): return makeCommit(request, at: target, branch: revision)
        default: return violation("no such request", of: request)
        }
    }
}
