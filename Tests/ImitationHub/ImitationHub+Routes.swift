import Crypto
import Foundation
import NIOHTTP1

@testable import Hub

extension ImitationHub.State {
    typealias File = ImitationHub.File

    private static func json(_ value: Any, status: Int = 200, headers: HTTPHeaders = [:]) -> ServedAnswer {
        var headers = headers
        headers.add(name: "content-type", value: "application/json; charset=utf-8")
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return ServedAnswer(status: status, headers: headers, body: data)
    }

    private static func refusal(_ status: Int, _ code: String?, _ message: String, commit: String? = nil)
        -> ServedAnswer
    {
        var headers: HTTPHeaders = ["X-Error-Message": message, "X-Request-Id": "Root=1-2-3"]
        if let code { headers.add(name: "X-Error-Code", value: code) }
        if let commit { headers.add(name: "X-Repo-Commit", value: commit) }
        return json(["error": message], status: status, headers: headers)
    }

    private mutating func violation(_ text: String) -> ServedAnswer {
        violations.append(text)
        return Self.refusal(400, nil, text)
    }

    /// The storage: signed addresses, no token, exact lengths.
    mutating func serveStorage(_ request: ServedRequest) -> ServedAnswer {
        let path = request.path
        guard request.headers["authorization"].isEmpty else { return violation("token sent to the storage") }
        guard request.query["Signature"] == "ok" else { return violation("no signature") }
        if request.method == .GET, path.count == 2, path[0] == "repos", let content = storage[path[1]] {
            return ranged(content, request, headers: ["ETag": "\"cdn\""])
        }
        guard request.method == .PUT, request.headers["transfer-encoding"].isEmpty,
            request.headers.first(name: "content-length") == "\(request.body.count)"
        else { return violation("PUT without its length: \(request.uri)") }
        if path.count == 2, path[0] == "storage" {
            guard SHA256.hash(data: request.body).hexadecimal == path[1] else { return violation("wrong content") }
            storage[path[1]] = request.body
            return ServedAnswer(headers: ["ETag": "\"whole\""])
        }
        if path.count == 3, path[0] == "part", let number = Int(path[2]) {
            parts[path[1], default: [:]][number] = request.body
            return ServedAnswer(headers: ["ETag": "\"part-\(number)\""])
        }
        return violation("no such address of the storage: \(request.uri)")
    }

    private func ranged(_ content: Data, _ request: ServedRequest, headers: HTTPHeaders) -> ServedAnswer {
        guard let range = request.headers.first(name: "range"), range.hasPrefix("bytes="), range.hasSuffix("-"),
            let start = Int(range.dropFirst(6).dropLast())
        else { return ServedAnswer(headers: headers, body: content) }
        guard start < content.count else { return ServedAnswer(status: 416) }
        var headers = headers
        headers.add(name: "Content-Range", value: "bytes \(start)-\(content.count - 1)/\(content.count)")
        return ServedAnswer(status: 206, headers: headers, body: content.dropFirst(start))
    }

    /// The Hub proper.
    mutating func serveHub(_ request: ServedRequest, hub: String, storage: String) -> ServedAnswer {
        var path = request.path
        let token = request.headers.first(name: "authorization")
        let tokens = ["Bearer \(ImitationHub.writeToken)", "Bearer \(ImitationHub.readToken)"]
        if let token, !tokens.contains(token) {
            return Self.refusal(401, nil, "Invalid credentials in Authorization header")
        }
        let mayWrite = token == tokens[0]
        let noWriting =
            token == nil
            ? Self.refusal(401, nil, "Invalid username or password.") : Self.refusal(403, nil, "You need a write token")
        switch (request.method, path.joined(separator: "/")) {
        case (.GET, "api/whoami-v2"):
            guard token != nil else { return Self.refusal(401, nil, "Invalid username or password.") }
            return Self.json([
                "type": "user", "name": "alice", "orgs": [["name": "myorg"]],
                "auth": ["accessToken": ["role": mayWrite ? "write" : "read"]],
            ])
        case (.POST, "api/repos/create"): return token == nil ? noWriting : create(request, mayWrite: mayWrite)
        case (.POST, "api/complete_multipart"): return completeMultipart(request)
        default: break
        }
        // Everything else is about a repository: bring its kind to the front.
        let isApi = path.first == "api"
        if isApi { path.removeFirst() }
        let isCached = isApi && path.first == "resolve-cache"
        if isCached { path.removeFirst() }
        if !isApi, path.first != "datasets" { path.insert("models", at: 0) }
        guard path.count >= 3, ["models", "datasets"].contains(path[0]) else {
            return violation("no such path \(request.uri)")
        }
        if path[2].hasSuffix(".git") { path[2].removeLast(4) }
        let id = "\(path[0])/\(path[1])/\(path[2])"
        let rest = Array(path.dropFirst(3))
        guard let repo = repos[id], !repo.isPrivate || token != nil else {
            return token == nil
                ? Self.refusal(401, "RepoNotFound", "Invalid username or password.")
                : Self.refusal(404, "RepoNotFound", "Repository not found")
        }
        if isCached {
            guard rest.count >= 2, let commit = repo.commits.first(where: { $0.id == rest[0] }) else {
                return violation("cache")
            }
            return content(rest.dropFirst().joined(separator: "/"), of: commit, request)
        }
        if request.method == .POST, rest.first == "info" {
            guard mayWrite else { return noWriting }
            return largeFiles(rest, request, id: id, hub: hub, storage: storage)
        }
        let revision = rest.count >= 2 ? rest[1] : "main"
        guard let commit = revision == "main" ? repo.head : repo.commits.first(where: { $0.id == revision }) else {
            return Self.refusal(404, "RevisionNotFound", "Invalid rev id: \(revision)")
        }
        switch (request.method, rest.first ?? "revision") {
        case (.GET, "revision"): return Self.json(["id": id, "sha": commit.id, "private": repo.isPrivate])
        case (.GET, "tree"): return tree(commit, request, hub: hub)
        case (.POST, "paths-info"):
            let wanted = ServedRequest.form(String(data: request.body, encoding: .utf8) ?? "").filter {
                $0.0 == "paths"
            }
            return Self.json(wanted.compactMap { pair in commit.files[pair.1].map { Self.entry(pair.1, $0) } })
        case (.GET, "resolve"), (.HEAD, "resolve"):
            if repo.isGated {
                return Self.refusal(token == nil ? 401 : 403, "GatedRepo", "Access to \(id) is restricted.")
            }
            return resolve(
                rest.dropFirst(2).joined(separator: "/"), of: commit, id: id, request, storage: storage,
                isPrivate: repo.isPrivate)
        case (.POST, "preupload"):
            guard mayWrite else { return noWriting }
            return preupload(request)
        case (.POST, "commit"):
            guard mayWrite else { return noWriting }
            return makeCommit(request, id: id, on: repo.head)
        default: return violation("no such request: \(request.method) \(request.uri)")
        }
    }

    private static func entry(_ path: String, _ file: File) -> [String: Any] {
        var entry: [String: Any] = ["type": "file", "path": path, "oid": file.gitHash, "size": file.content.count]
        if file.isLarge {
            entry["lfs"] = ["oid": file.sha256, "size": file.content.count, "pointerSize": 133] as [String: Any]
        }
        return entry
    }

    private func tree(_ commit: ImitationHub.Commit, _ request: ServedRequest, hub: String) -> ServedAnswer {
        let start = request.query["cursor"].flatMap { Int($0) } ?? 0
        let paths = commit.files.keys.sorted()
        let page = paths.dropFirst(start).prefix(pageSize)
        var headers: HTTPHeaders = ["X-Repo-Commit": commit.id]
        if start + page.count < paths.count {
            let bare = request.uri.split(separator: "?")[0]
            headers.add(
                name: "Link",
                value: "<\(hub)\(bare)?recursive=true&expand=false&cursor=\(start + page.count)>; rel=\"next\"")
        }
        let folder: [String: Any] = ["type": "directory", "path": "folder", "oid": "", "size": 0]
        return Self.json(
            [folder] + page.compactMap { path in commit.files[path].map { Self.entry(path, $0) } }, headers: headers)
    }

    private mutating func resolve(
        _ path: String, of commit: ImitationHub.Commit, id: String, _ request: ServedRequest, storage: String,
        isPrivate: Bool
    ) -> ServedAnswer {
        guard let file = commit.files[path] else {
            return Self.refusal(404, "EntryNotFound", "Entry not found", commit: commit.id)
        }
        if file.isLarge {
            self.storage[file.sha256] = file.content
            return ServedAnswer(
                status: 302,
                headers: [
                    "X-Repo-Commit": commit.id, "X-Linked-ETag": "\"\(file.sha256)\"",
                    "X-Linked-Size": "\(file.content.count)",
                    "Location": "\(storage)/repos/\(file.sha256)?Signature=ok",
                ], body: Data("Found.".utf8))
        }
        if isPrivate || file.content.isEmpty { return content(path, of: commit, request) }
        let encoded = path.percentEncoded(keepingSlashes: true)
        return ServedAnswer(
            status: 307,
            headers: [
                "X-Repo-Commit": commit.id, "Location": "/api/resolve-cache/\(id)/\(commit.id)/\(encoded)?etag=x",
            ],
            body: Data("Temporary Redirect".utf8))
    }

    private func content(_ path: String, of commit: ImitationHub.Commit, _ request: ServedRequest) -> ServedAnswer {
        guard let file = commit.files[path] else {
            return Self.refusal(404, "EntryNotFound", "Entry not found", commit: commit.id)
        }
        return ranged(
            file.content, request, headers: ["X-Repo-Commit": commit.id, "ETag": "W/\"\(file.gitHash)\""])
    }
}
