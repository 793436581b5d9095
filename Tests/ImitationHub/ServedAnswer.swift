public import Foundation
public import HTTP

/// A whole answer, and how to spoil it.
public struct ServedAnswer: Sendable {
    /// What happens to it on the way.
    public enum Spoiling: Sendable {
        /// The connection closes without an answer.
        case dropped
        /// The connection closes after so many bytes of the body.
        case cut(Int)
        /// Nothing comes after so many bytes of the body, and the connection stays.
        case stalled(Int)
    }
    /// 200, 404, ...
    public var status: Int
    /// The headers; the length of the body is added.
    public var headers: HTTPHeaders
    /// The body.
    public var body: Data
    /// What happens to it.
    public var spoiling: Spoiling?

    /// An answer that arrives.
    public init(status: Int = 200, headers: HTTPHeaders = [:], body: Data = Data(), spoiling: Spoiling? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.spoiling = spoiling
    }

    static func json(
        _ value: Any, status: Int = 200, headers: HTTPHeaders = [:], type: String = "application/json; charset=utf-8"
    ) -> ServedAnswer {
        var headers = headers
        headers.add(name: "Content-Type", value: type)
        guard let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys]) else {
            preconditionFailure("no JSON: \(value)")
        }
        return ServedAnswer(status: status, headers: headers, body: data)
    }

    /// A refusal as the Hub words it.
    static func refusal(
        _ status: Int, code: String? = nil, _ message: String, commit: String? = nil, more: [String: Any] = [:]
    ) -> ServedAnswer {
        var headers: HTTPHeaders = ["X-Error-Message": message]
        if let code { headers.add(name: "X-Error-Code", value: code) }
        if let commit { headers.add(name: "X-Repo-Commit", value: commit) }
        return json(more.merging(["error": message]) { $1 }, status: status, headers: headers)
    }

    /// What the storage says of an address that has expired.
    static let expired = ServedAnswer(
        status: 403, headers: ["Content-Type": "application/xml"],
        body: Data(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>
            """.utf8))

    /// A content, or the part of it that is asked for: `bytes=2-5`, `bytes=2-` or `bytes=-3`.
    static func content(_ content: Data, for request: ServedRequest, headers: HTTPHeaders) -> ServedAnswer {
        var headers = headers
        headers.add(name: "Accept-Ranges", value: "bytes")
        guard let text = request.header("range") else { return ServedAnswer(headers: headers, body: content) }
        let ends = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        let total = content.count
        var range: Range<Int>?
        if text.hasPrefix("bytes="), ends.count == 2 {
            switch (Int(ends[0]), Int(ends[1])) {
            case (let first?, let last?) where first < total && first <= last: range = first..<min(last + 1, total)
            case (let first?, nil) where ends[1].isEmpty && first < total: range = first..<total
            case (nil, let count?) where ends[0].isEmpty && count > 0 && total > 0:
                range = max(total - count, 0)..<total
            default: break
            }
        }
        guard let range else { return ServedAnswer(status: 416, headers: ["Content-Range": "bytes */\(total)"]) }
        headers.add(name: "Content-Range", value: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(total)")
        return ServedAnswer(
            status: 206, headers: headers, body: content.dropFirst(range.lowerBound).prefix(range.count))
    }
}
