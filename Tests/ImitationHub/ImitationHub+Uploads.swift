import Crypto
import Foundation
import NIOHTTP1

@testable import Hub

extension ImitationHub.State {
    private static func json(_ value: Any, status: Int = 200, type: String = "application/json") -> ServedAnswer {
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return ServedAnswer(status: status, headers: ["content-type": type], body: data)
    }

    private mutating func refused(_ text: String, status: Int = 400, isViolation: Bool = true) -> ServedAnswer {
        if isViolation { violations.append(text) }
        return Self.json(["error": text], status: status)
    }

    private func object(_ data: Data) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }

    mutating func create(_ request: ServedRequest, mayWrite: Bool) -> ServedAnswer {
        guard request.headers.first(name: "content-type") == "application/json", let body = object(request.body),
            let name = body["name"] as? String, let owner = body["organization"] as? String,
            let visibility = body["visibility"] as? String
        else { return refused("malformed creation") }
        guard mayWrite else { return refused("this token has role \"read\"", status: 403, isViolation: false) }
        let id = "\(body["type"] as? String ?? "model")s/\(owner)/\(name)"
        guard repos[id] == nil else { return refused("You already created this repo", status: 409, isViolation: false) }
        _ = commit([:], to: id)
        repos[id]?.isPrivate = visibility == "private"
        return Self.json(["url": "http://x/\(id)", "name": "\(owner)/\(name)"])
    }

    mutating func preupload(_ request: ServedRequest) -> ServedAnswer {
        guard request.headers.first(name: "content-type") == "application/json",
            let files = object(request.body)?["files"] as? [[String: Any]], files.count <= 256
        else { return refused("malformed preupload") }
        var answers: [[String: Any]] = []
        for file in files {
            guard let path = file["path"] as? String, let size = file["size"] as? Int,
                let text = file["sample"] as? String,
                let sample = Data(base64Encoded: text), sample.count == min(size, 512)
            else { return refused("malformed preupload") }
            let isLarge = path.hasSuffix(".bin") || path.hasSuffix(".parquet")
            answers.append([
                "path": path, "uploadMode": isLarge ? "lfs" : "regular", "shouldIgnore": path.hasSuffix(".tmp"),
            ])
        }
        return Self.json(["files": answers])
    }

    mutating func largeFiles(
        _ path: [String], _ request: ServedRequest, id: String, hub: String, storage base: String
    ) -> ServedAnswer {
        let type = "application/vnd.git-lfs+json"
        guard let body = object(request.body) else { return refused("malformed request") }
        if path.last == "verify" {
            guard request.headers.first(name: "content-type") == "application/json", let oid = body["oid"] as? String,
                let size = body["size"] as? Int
            else { return refused("malformed verification") }
            guard storage[oid]?.count == size else { return refused("not stored", status: 422) }
            return Self.json([String: String](), type: type)
        }
        guard request.headers.first(name: "content-type") == type, request.headers.first(name: "accept") == type,
            body["operation"] as? String == "upload", body["hash_algo"] as? String == "sha256",
            body["transfers"] as? [String] == ["basic", "multipart"], let objects = body["objects"] as? [[String: Any]]
        else { return refused("malformed batch") }
        var answers: [[String: Any]] = []
        for item in objects {
            guard let oid = item["oid"] as? String, let size = item["size"] as? Int, size > 0 else {
                return refused("malformed object")
            }
            var answer: [String: Any] = ["oid": oid, "size": size]
            let verify: [String: Any] = [
                "verify": [
                    "href": "https://huggingface.co/\(id.replacing("models/", with: "")).git/info/lfs/objects/verify"
                ]
            ]
            if size == 13 {
                answer["error"] = ["code": 422, "message": "thirteen is unlucky"] as [String: Any]
            } else if storage[oid] != nil {
                // Stored: nothing to do.
            } else if size > largestBasic {
                var header: [String: Any] = ["chunk_size": "\(partSize)"]
                for number in 1...((size + partSize - 1) / partSize) {
                    header["0000\(number)"] = "\(base)/part/\(oid)/\(number)?Signature=ok"
                }
                let upload: [String: Any] = ["href": "\(hub)/api/complete_multipart?uploadId=1", "header": header]
                answer["actions"] = verify.merging(["upload": upload]) { $1 }
            } else {
                let upload: [String: Any] = ["href": "\(base)/storage/\(oid)?Signature=ok", "expires_in": 3600]
                answer["actions"] = verify.merging(["upload": upload]) { $1 }
            }
            answers.append(answer)
        }
        return Self.json(["transfer": "multipart", "objects": answers], type: type)
    }

    mutating func completeMultipart(_ request: ServedRequest) -> ServedAnswer {
        guard request.headers["authorization"].isEmpty else { return refused("token sent to a signed address") }
        guard let body = object(request.body), let oid = body["oid"] as? String,
            let list = body["parts"] as? [[String: Any]], let stored = parts[oid]
        else { return refused("malformed completion") }
        for (index, part) in list.enumerated() {
            guard part["partNumber"] as? Int == index + 1, part["etag"] as? String == "\"part-\(index + 1)\"" else {
                return refused("malformed part")
            }
        }
        let content = (1...list.count).reduce(into: Data()) { $0.append(stored[$1] ?? Data()) }
        guard SHA256.hash(data: content).hexadecimal == oid else { return refused("wrong content") }
        storage[oid] = content
        return Self.json(["success": true])
    }

    mutating func makeCommit(_ request: ServedRequest, id: String, on head: ImitationHub.Commit) -> ServedAnswer {
        guard request.headers.first(name: "content-type") == "application/x-ndjson" else {
            return refused("wrong type of commit")
        }
        var files = head.files
        for (index, line) in request.body.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let item = object(Data(line)), let key = item["key"] as? String,
                let value = item["value"] as? [String: Any],
                (key == "header") == (index == 0)
            else { return refused("malformed line of a commit") }
            let path = value["path"] as? String ?? ""
            switch key {
            case "header":
                guard let parent = value["parentCommit"] as? String, value["summary"] is String else {
                    return refused("no parent")
                }
                guard parent == head.id else {
                    return refused(
                        "A commit has happened since. Please refresh and try again.", status: 412, isViolation: false)
                }
            case "file":
                guard value["encoding"] as? String == "base64",
                    let content = Data(base64Encoded: value["content"] as? String ?? "-")
                else { return refused("malformed file") }
                files[path] = ImitationHub.File(content: content)
            case "lfsFile":
                guard let oid = value["oid"] as? String, value["algo"] as? String == "sha256",
                    let content = storage[oid], value["size"] as? Int == content.count
                else { return refused("a file that is not stored") }
                files[path] = ImitationHub.File(content: content, isLarge: true)
            case "deletedFile":
                guard files.removeValue(forKey: path) != nil else { return refused("EntryNotFound", status: 404) }
            default: return refused("unknown line \(key)")
            }
        }
        guard files != head.files else { return refused("an empty commit") }
        let commit = commit(files, to: id)
        return Self.json(["success": true, "commitOid": commit, "commitUrl": "http://x"])
    }
}
