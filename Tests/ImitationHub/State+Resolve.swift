import Foundation
import HTTP

extension ImitationHub.State {
    /// A large file redirects to the storage; a small one of a public repository to a cache of the Hub's own.
    mutating func resolve(
        _ path: String, of commit: Commit, _ request: ServedRequest, target: Target, isPrivate: Bool
    ) -> ServedAnswer {
        if request.method == .head, request.header("accept-encoding") != "identity" {
            return violation("a HEAD that allows compression cannot tell a size", of: request)
        }
        guard let file = commit.files[path] else { return Self.missing(at: commit) }
        if let tag = request.header("if-none-match"), Self.plain(tag) == file.etag {
            return ServedAnswer(status: 304, headers: Self.headers(of: file, at: commit))
        }
        var headers: HTTPHeaders = ["X-Repo-Commit": commit.id, "Accept-Ranges": "bytes", "Vary": "Origin"]
        if file.isLarge {
            headers.add(name: "X-Linked-ETag", value: "\"\(file.sha256)\"")
            headers.add(name: "X-Linked-Size", value: "\(file.content.count)")
            headers.add(name: "Location", value: signed(target.addresses.storage, "/repos/\(file.sha256)"))
            return ServedAnswer(status: 302, headers: headers, body: Data("Found.".utf8))
        }
        if isPrivate || file.content.isEmpty { return smallFile(path, of: commit, request) }
        guard
            let encoded = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["/", "-", ".", "_"]))
        else { preconditionFailure("a path that cannot be encoded: \(path)") }
        headers.add(
            name: "Location", value: "/api/resolve-cache/\(target.id)/\(commit.id)/\(encoded)?etag=%22\(file.etag)%22")
        return ServedAnswer(status: 307, headers: headers, body: Data("Temporary Redirect".utf8))
    }

    func smallFile(_ path: String, of commit: Commit, _ request: ServedRequest) -> ServedAnswer {
        guard let file = commit.files[path] else { return Self.missing(at: commit) }
        return .content(file.content, for: request, headers: Self.headers(of: file, at: commit))
    }

    private static func headers(of file: ImitationHub.File, at commit: Commit) -> HTTPHeaders {
        [
            "X-Repo-Commit": commit.id, "ETag": "W/\"\(file.etag)\"", "Content-Type": "text/plain; charset=utf-8",
        ]
    }

    private static func missing(at commit: Commit) -> ServedAnswer {
        .refusal(404, code: "EntryNotFound", "Entry not found", commit: commit.id)
    }

    private static func plain(_ tag: String) -> String {
        (tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag).trimmingCharacters(in: ["\""])
    }
}
