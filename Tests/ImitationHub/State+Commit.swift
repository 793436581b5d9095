import Foundation
import HTTP

extension ImitationHub.State {
    /// Changes files by lines of JSON, the header first.
    mutating func makeCommit(_ request: ServedRequest, at target: Target, branch: String) -> ServedAnswer {
        guard request.contentType == "application/x-ndjson", request.query["create_pr"] == nil else {
            return violation("a commit of another content type", of: request)
        }
        guard let head = repos[target.id]?.branches[branch]?.last else {
            return .refusal(404, code: "RevisionNotFound", "Invalid rev id: \(branch)")
        }
        var files = head.files
        var title = ""
        for (index, line) in request.body.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let item = ServedRequest.object(Data(line)), let key = item["key"] as? String,
                let value = item["value"] as? [String: Any], (key == "header") == (index == 0)
            else { return violation("a malformed line of a commit", of: request) }
            if key == "header" {
                guard let summary = value["summary"] as? String, !summary.isEmpty else {
                    return violation("a commit without a summary", of: request)
                }
                title = summary
                let parent = value["parentCommit"] as? String
                // Python's client leaves it out where its user does.
                guard parent != nil || request.isPython else {
                    return violation("a commit without a parent", of: request)
                }
                guard parent == nil || parent == head.id else {
                    return .refusal(412, "A commit has happened since. Please refresh and try again.")
                }
            } else if let refusal = change(&files, key: key, value: value, of: request) {
                return refusal
            }
        }
        guard files != head.files else { return violation("a commit that changes nothing", of: request) }
        let commit = commit(files, to: target.id, branch: branch, title: title)
        return .json([
            "success": true, "commitOid": commit, "hookOutput": "",
            "commitUrl": "\(target.addresses.hub)/\(target.page)/commit/\(commit)",
        ])
    }

    private mutating func change(
        _ files: inout [String: ImitationHub.File], key: String, value: [String: Any], of request: ServedRequest
    ) -> ServedAnswer? {
        guard let path = value["path"] as? String,
            Self.isSafe(path.hasSuffix("/") && key == "deletedFolder" ? String(path.dropLast()) : path)
        else { return violation("an unsafe path in a commit", of: request) }
        switch key {
        case "file":
            guard value["encoding"] as? String == "base64",
                let content = (value["content"] as? String).flatMap({ Data(base64Encoded: $0) })
            else { return violation("a malformed file in a commit", of: request) }
            guard content.isEmpty || !Self.isLarge(path, size: content.count, sample: content.prefix(512)) else {
                return violation("'\(path)' belongs into the storage", of: request)
            }
            guard path != "README.md" || Self.isCard(content) else {
                return .refusal(400, "Invalid metadata in README.md")
            }
            files[path] = ImitationHub.File(content: content)
        case "lfsFile":
            guard let oid = value["oid"] as? String, value["algo"] as? String == "sha256", let content = storage[oid],
                value["size"] as? Int == content.count
            else { return violation("'\(path)' is not stored", of: request) }
            files[path] = ImitationHub.File(content: content, isLarge: true)
        case "deletedFile":
            guard files.removeValue(forKey: path) != nil else {
                return .refusal(404, code: "EntryNotFound", "A file with the name \"\(path)\" does not exist")
            }
        case "deletedFolder":
            let folder = path.hasSuffix("/") ? path : "\(path)/"
            let inside = files.keys.filter { $0.hasPrefix(folder) }
            guard !inside.isEmpty else {
                return .refusal(404, code: "EntryNotFound", "A folder with the name \"\(path)\" does not exist")
            }
            for path in inside { files[path] = nil }
        default: return violation("an unknown line '\(key)' in a commit", of: request)
        }
        return nil
    }
}
