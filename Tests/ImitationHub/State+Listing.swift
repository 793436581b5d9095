import Files
import Foundation
import HTTP

extension ImitationHub.State {
    func info(
        of repo: ImitationHub.Repo, at commit: Commit, _ request: ServedRequest, target: Target
    ) -> ServedAnswer {
        let hasBlobs = request.query["blobs"]?.lowercased() == "true"
        let siblings = commit.files.keys.sorted().map { path -> [String: Any] in
            var sibling: [String: Any] = ["rfilename": path]
            guard hasBlobs, let file = commit.files[path] else { return sibling }
            sibling["size"] = file.content.count
            sibling["blobId"] = file.gitHash
            if file.isLarge { sibling["lfs"] = Self.largeFile(file, hashName: "sha256") }
            return sibling
        }
        let name = target.id.split(separator: "/").dropFirst().joined(separator: "/")
        return .json([
            "_id": "r1", "id": name, "author": name.prefix { $0 != "/" }.description, "sha": commit.id,
            "lastModified": Self.text(of: commit.date), "createdAt": Self.text(of: commit.date),
            "private": repo.isPrivate, "gated": repo.isGated ? "auto" : false as Any, "disabled": false,
            "tags": [Any](),
            "downloads": 0, "likes": 0, "siblings": siblings,
            "usedStorage": commit.files.values.reduce(0) { $0 + $1.content.count },
        ])
    }

    static func references(of repo: ImitationHub.Repo) -> ServedAnswer {
        func list(_ names: [String: String], _ folder: String) -> [[String: String]] {
            names.keys.sorted().map {
                ["name": $0, "ref": "refs/\(folder)/\($0)", "targetCommit": names[$0] ?? ""]
            }
        }
        return .json([
            "branches": list(repo.branches.compactMapValues(\.last?.id), "heads"), "tags": list(repo.tags, "tags"),
            "converts": [Any](), "pullRequests": [Any](),
        ])
    }

    func tree(_ folder: String, of commit: Commit, _ request: ServedRequest, hub: String) -> ServedAnswer {
        let isRecursive = request.query["recursive"]?.lowercased() == "true"
        let isExpanded = request.query["expand"]?.lowercased() == "true"
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        var entries: [String: [String: Any]] = [:]
        for (path, file) in commit.files where path.hasPrefix(prefix) {
            let parts = path.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
            for depth in 1..<max(isRecursive ? parts.count : min(parts.count, 2), 1) {
                let name = prefix + parts.prefix(depth).joined(separator: "/")
                entries[name] = Self.folder(name)
            }
            if isRecursive || parts.count == 1 {
                entries[path] = Self.entry(path, file, commit, isExpanded: isExpanded)
            }
        }
        guard folder.isEmpty || !entries.isEmpty else {
            return .refusal(
                404, code: "EntryNotFound", "\"\(folder)\" does not exist on \"\(commit.id)\"", commit: commit.id)
        }
        let paths = entries.keys.sorted()
        return page(
            paths.compactMap { entries[$0] }, size: isExpanded ? min(pageSize, 50) : pageSize, request, hub: hub,
            commit: commit)
    }

    func history(
        of repo: ImitationHub.Repo, until commit: Commit, _ request: ServedRequest, hub: String
    ) -> ServedAnswer {
        let branch = repo.branches.values.first { $0.contains { $0.id == commit.id } } ?? []
        let end = branch.firstIndex { $0.id == commit.id } ?? 0
        let entries = branch[...end].reversed().map { commit -> [String: Any] in
            [
                "id": commit.id, "title": commit.title, "message": "", "date": Self.text(of: commit.date),
                "authors": [["user": "alice"]],
            ]
        }
        return page(entries, size: min(pageSize, 50), request, hub: hub, commit: commit)
    }

    mutating func entries(of commit: Commit, _ request: ServedRequest) -> ServedAnswer {
        let paths: [String]
        let isExpanded: Bool
        switch request.contentType {
        case "application/x-www-form-urlencoded":
            let form = ServedRequest.form(String(data: request.body, encoding: .utf8) ?? "")
            paths = form.filter { $0.0 == "paths" }.map(\.1)
            isExpanded = form.contains { $0.0 == "expand" && $0.1.lowercased() == "true" }
        case "application/json":
            paths = request.object?["paths"] as? [String] ?? []
            isExpanded = request.object?["expand"] as? Bool == true
        default: return violation("a list of paths of another content type", of: request)
        }
        guard paths.count <= 1000 else { return .refusal(413, "Too many paths") }
        return .json(
            paths.compactMap { path -> [String: Any]? in
                if let file = commit.files[path] { return Self.entry(path, file, commit, isExpanded: isExpanded) }
                return commit.files.keys.contains { $0.hasPrefix("\(path)/") } ? Self.folder(path) : nil
            })
    }

    mutating func makeBranch(_ request: ServedRequest, at target: Target, repo: ImitationHub.Repo) -> ServedAnswer {
        guard target.rest.count == 2 else { return violation("a branch without a name", of: request) }
        let name = target.rest[1]
        guard repo.branches[name] == nil else { return .refusal(409, "Reference already exists: \(name)") }
        let start = request.object?["startingPoint"] as? String ?? "main"
        guard let commit = repo.commit(start) else {
            return .refusal(404, code: "RevisionNotFound", "Invalid rev id: \(start)")
        }
        repos[target.id]?.branches[name] = [commit]
        return ServedAnswer()
    }

    /// One page of a list, and where the next one is.
    private func page(
        _ entries: [[String: Any]], size: Int, _ request: ServedRequest, hub: String, commit: Commit
    ) -> ServedAnswer {
        let start = request.query["cursor"].flatMap { Int($0) } ?? 0
        let page = Array(entries.dropFirst(start).prefix(size))
        var headers: HTTPHeaders = ["X-Repo-Commit": commit.id, "X-Total-Count": "\(entries.count)"]
        if start + page.count < entries.count {
            let kept = request.uri.split(separator: "?").dropFirst().first.map {
                $0.split(separator: "&").filter { !$0.hasPrefix("cursor=") }
            }
            let query = ((kept ?? []) + ["cursor=\(start + page.count)"]).joined(separator: "&")
            headers.add(name: "Link", value: "<\(hub)\(request.barePath)?\(query)>; rel=\"next\"")
        }
        return .json(page, headers: headers)
    }

    private static func folder(_ path: String) -> [String: Any] {
        let hash = Digest.of(Data(path.utf8), .gitBlob(size: Int64(path.utf8.count))).hexadecimal
        return ["type": "directory", "path": path, "oid": hash, "size": 0]
    }

    private static func entry(_ path: String, _ file: File, _ commit: Commit, isExpanded: Bool) -> [String: Any] {
        var entry: [String: Any] = ["type": "file", "path": path, "oid": file.gitHash, "size": file.content.count]
        if file.isLarge { entry["lfs"] = largeFile(file, hashName: "oid") }
        if isExpanded {
            entry["lastCommit"] = ["id": commit.id, "title": commit.title, "date": text(of: commit.date)]
        }
        return entry
    }

    private static func largeFile(_ file: File, hashName: String) -> [String: Any] {
        [hashName: file.sha256, "size": file.content.count, "pointerSize": file.pointerSize]
    }

    private static func text(of date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}
