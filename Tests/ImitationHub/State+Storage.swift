import Files
import Foundation
import HTTP

extension ImitationHub.State {
    /// Signs an address below an origin; it expires when `signatures` changes.
    func signed(_ origin: String, _ path: String) -> String {
        "\(origin)\(path)?Expires=\(signatures)&Signature=\(signature(of: path, number: signatures))"
    }

    private func signature(of path: String, number: Int) -> String {
        String(Digest.of(Data("\(number) \(path)".utf8)).hexadecimal.prefix(16))
    }

    /// What is wrong with a request to a signed address, if anything is.
    mutating func refusalOfSignature(_ request: ServedRequest) -> ServedAnswer? {
        guard request.headers["authorization"].isEmpty else {
            return violation("a token went to a signed address", of: request)
        }
        let number = request.query["Expires"].flatMap { Int($0) } ?? 0
        guard request.query["Signature"] == signature(of: request.barePath, number: number) else {
            return violation("the signature is that of another address", of: request)
        }
        return number == signatures ? nil : .expired
    }

    /// The storage: signed addresses, no token, exact lengths.
    mutating func serveStorage(_ request: ServedRequest) -> ServedAnswer {
        if let refusal = refusalOfSignature(request) { return refusal }
        let path = request.path
        if request.method == .get || request.method == .head, path.count == 2, path[0] == "repos",
            let content = storage[path[1]]
        {
            return .content(
                content, for: request, headers: ["ETag": "\"cdn\"", "Content-Type": "application/octet-stream"])
        }
        guard request.method == .put else { return violation("no such address of the storage", of: request) }
        guard request.headers["transfer-encoding"].isEmpty,
            request.header("content-length") == "\(request.body.count)", !request.body.isEmpty
        else { return violation("a PUT without its length, or without a body", of: request) }
        if path.count == 2, path[0] == "storage" {
            guard Digest.of(request.body).hexadecimal == path[1] else {
                return violation("the content has another SHA-256", of: request)
            }
            storage[path[1]] = request.body
            return ServedAnswer(headers: ["ETag": "\"whole\""])
        }
        if path.count == 3, path[0] == "part", let number = Int(path[2]) {
            guard request.body.count <= partSize else { return violation("a part is too large", of: request) }
            parts[path[1], default: [:]][number] = request.body
            return ServedAnswer(headers: ["ETag": "\"part-\(number)-\(request.body.count)\""])
        }
        return violation("no such address of the storage", of: request)
    }
}
