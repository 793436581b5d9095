import Foundation
import HTTP

extension ImitationHub.State {
    func account(mayWrite: Bool) -> ServedAnswer {
        .json([
            "type": "user", "id": "u1", "name": "alice", "fullname": "Alice", "email": "alice@example.org",
            "isPro": false, "orgs": [["type": "org", "name": "myorg", "roleInOrg": "write"]],
            "auth": [
                "type": "access_token",
                "accessToken": ["displayName": "test", "role": mayWrite ? "write" : "read"],
            ] as [String: Any],
        ])
    }

    mutating func create(_ request: ServedRequest, refusal: ServedAnswer?, addresses: Addresses) -> ServedAnswer {
        guard request.contentType == "application/json", let body = request.object,
            let name = body["name"] as? String, !name.contains("/"),
            let kind = body["type"] as? String ?? "model" as String?, ["model", "dataset"].contains(kind)
        else { return violation("a malformed creation", of: request) }
        let isPrivate: Bool
        switch (body["visibility"], body["private"]) {
        case (let visibility as String, nil) where ["private", "public"].contains(visibility):
            isPrivate = visibility == "private"
        case (nil, let value as Bool): isPrivate = value
        // Public is what Python's client means when it says nothing.
        case (nil, nil) where request.isPython: isPrivate = false
        default: return violation("a creation that is neither private nor public", of: request)
        }
        if let refusal { return refusal }
        let owner = body["organization"] as? String ?? "alice"
        guard ["alice", "myorg"].contains(owner) else {
            return .refusal(403, "You don't have the rights to create a \(kind) under the namespace \"\(owner)\"")
        }
        let id = "\(kind)s/\(owner)/\(name)"
        let url = "\(addresses.hub)/\(kind == "model" ? "" : "datasets/")\(owner)/\(name)"
        guard repos[id] == nil else {
            return .refusal(409, "You already created this \(kind) repo: \(owner)/\(name)", more: ["url": url])
        }
        commit([".gitattributes": Self.attributes], to: id, title: "initial commit")
        repos[id]?.isPrivate = isPrivate
        return .json(["url": url, "name": "\(owner)/\(name)", "id": "r1"])
    }

    /// What the Hub puts into a new repository: which files the storage holds.
    static let attributes = ImitationHub.File(
        content: Data(
            Set(largeExtensions).sorted().map { "*.\($0) filter=lfs diff=lfs merge=lfs -text\n" }.joined().utf8))

    /// Extensions of files that go to the storage.
    static let largeExtensions = [
        "7z", "arrow", "bin", "flac", "gz", "h5", "mp3", "npy", "npz", "ogg", "onnx", "opus", "parquet", "pkl", "pt",
        "pth", "safetensors", "tar", "wav", "zip", "zst",
    ]

    /// The Hub looks at the header of a card; here at its frame alone.
    mutating func validateCard(_ request: ServedRequest) -> ServedAnswer {
        guard let content = request.object?["content"] as? String, request.object?["repoType"] is String else {
            return violation("a malformed card to check", of: request)
        }
        guard Self.isCard(Data(content.utf8)) else {
            return .json(["errors": [["message": "Invalid metadata in README.md"]], "warnings": [Any]()], status: 400)
        }
        return .json(["errors": [Any](), "warnings": [Any]()])
    }

    /// Whether a card has no header, or one that ends.
    static func isCard(_ content: Data) -> Bool {
        guard let text = String(data: content, encoding: .utf8) else { return false }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.first != "---" || lines.dropFirst().contains("---")
    }
}
