import Files
import Foundation
import HTTP

extension ImitationHub.State {
    private static let largeFileType = "application/vnd.git-lfs+json"

    /// How each file is to be sent, and whether at all.
    mutating func preupload(_ request: ServedRequest, at commit: Commit) -> ServedAnswer {
        guard request.contentType == "application/json", let body = request.object,
            let files = body["files"] as? [[String: Any]], (1...256).contains(files.count),
            request.query["create_pr"] == nil
        else { return violation("a malformed question how to upload", of: request) }
        let ignored =
            body["gitIgnore"] as? String
            ?? commit.files[".gitignore"].map { String(decoding: $0.content, as: UTF8.self) } ?? ""
        let endings = ignored.split(separator: "\n").filter { $0.hasPrefix("*.") }.map { $0.dropFirst() }
        var answers: [[String: Any]] = []
        for file in files {
            guard let path = file["path"] as? String, Self.isSafe(path), let size = file["size"] as? Int,
                let text = file["sample"] as? String, let sample = Data(base64Encoded: text),
                sample.count == min(size, 512)
            else { return violation("a malformed question how to upload", of: request) }
            var answer: [String: Any] = [
                "path": path, "uploadMode": Self.isLarge(path, size: size, sample: sample) ? "lfs" : "regular",
                "shouldIgnore": endings.contains { path.hasSuffix($0) },
            ]
            if let present = commit.files[path] { answer["oid"] = present.etag }
            answers.append(answer)
        }
        return .json(["files": answers, "commitOid": commit.id])
    }

    /// Whether the storage is to hold a file.
    static func isLarge(_ path: String, size: Int, sample: Data) -> Bool {
        largeExtensions.contains { path.hasSuffix(".\($0)") } || size > 10 << 20 || sample.contains(0)
    }

    /// Whether a path stays within the repository.
    static func isSafe(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.isEmpty && !parts.contains { ["", ".", "..", ".git"].contains($0) }
    }

    mutating func largeFiles(_ request: ServedRequest, at target: Target) -> ServedAnswer {
        guard let body = request.object else { return violation("no JSON", of: request) }
        switch target.rest.joined(separator: "/") {
        case "info/lfs/objects/verify": return verify(request, body)
        case "info/lfs/objects/batch": return batch(request, body, at: target)
        default: return violation("no such address of large files", of: request)
        }
    }

    private mutating func verify(_ request: ServedRequest, _ body: [String: Any]) -> ServedAnswer {
        guard request.contentType == "application/json", let oid = body["oid"] as? String,
            let size = body["size"] as? Int
        else { return violation("a malformed verification", of: request) }
        guard storage[oid]?.count == size else {
            violations.append("verified before it was stored: \(oid)")
            return .refusal(422, "Stored object does not match the announced oid and size")
        }
        return .json([String: String](), type: Self.largeFileType)
    }

    private mutating func batch(_ request: ServedRequest, _ body: [String: Any], at target: Target) -> ServedAnswer {
        guard request.contentType == Self.largeFileType, request.header("accept") == Self.largeFileType,
            body["operation"] as? String == "upload", body["hash_algo"] as? String == "sha256",
            body["transfers"] as? [String] == ["basic", "multipart"],
            (body["ref"] as? [String: Any])?["name"] is String, let objects = body["objects"] as? [[String: Any]],
            (1...256).contains(objects.count)
        else { return violation("a malformed batch", of: request) }
        var answers: [[String: Any]] = []
        for item in objects {
            guard let oid = item["oid"] as? String, oid.utf8.count == 64, let size = item["size"] as? Int, size > 0
            else { return violation("a malformed object of a batch", of: request) }
            var answer: [String: Any] = ["oid": oid, "size": size, "authenticated": true]
            if size == 13 {
                answer["error"] = ["code": 422, "message": "thirteen is unlucky"] as [String: Any]
            } else if storage[oid] == nil {
                answer["actions"] = actions(oid, size: size, at: target)
            }
            answers.append(answer)
        }
        return .json(["transfer": "multipart", "objects": answers, "hash_algo": "sha256"], type: Self.largeFileType)
    }

    private mutating func actions(_ oid: String, size: Int, at target: Target) -> [String: Any] {
        // The Hub writes its own address, whatever name it is asked by.
        let verify: [String: Any] = ["href": "https://huggingface.co/\(target.page).git/info/lfs/objects/verify"]
        guard size > largestBasic else {
            return [
                "verify": verify,
                "upload": ["href": signed(target.addresses.storage, "/storage/\(oid)"), "expires_in": 3600]
                    as [String: Any],
            ]
        }
        // A new attempt is a new upload.
        parts[oid] = [:]
        var header: [String: Any] = ["chunk_size": "\(partSize)"]
        for number in 1...((size + partSize - 1) / partSize) {
            let name = "\(number)"
            header[String(repeating: "0", count: max(5 - name.count, 0)) + name] = signed(
                target.addresses.storage, "/part/\(oid)/\(number)")
        }
        let href = signed(target.addresses.hub, "/api/complete_multipart")
        return ["verify": verify, "upload": ["href": href, "header": header] as [String: Any]]
    }

    mutating func completeMultipart(_ request: ServedRequest) -> ServedAnswer {
        if let refusal = refusalOfSignature(request) { return refusal }
        guard request.method == .post, request.contentType == Self.largeFileType,
            request.header("accept") == Self.largeFileType, let body = request.object,
            let oid = body["oid"] as? String, let list = body["parts"] as? [[String: Any]], !list.isEmpty
        else { return violation("a malformed completion", of: request) }
        // Completed before, perhaps by a request whose answer was lost.
        guard let stored = parts[oid] else { return .refusal(404, "The specified upload does not exist") }
        var content = Data()
        for (index, part) in list.enumerated() {
            guard part["partNumber"] as? Int == index + 1, let bytes = stored[index + 1],
                part["etag"] as? String == "\"part-\(index + 1)-\(bytes.count)\"",
                bytes.count == partSize || index == list.count - 1
            else { return violation("a malformed part \(index + 1)", of: request) }
            content.append(bytes)
        }
        guard Digest.of(content).hexadecimal == oid else {
            return violation("the parts have another SHA-256", of: request)
        }
        storage[oid] = content
        parts[oid] = nil
        return .json(["success": true])
    }
}
