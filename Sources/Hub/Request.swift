import Foundation
import HTTP

/// One request to the Hub or its storage.
struct Request: Sendable {
    var method: HTTPMethod = .get
    var url: URL
    var headers: [String: String] = [:]
    var body: HTTPRequest.Body = .none
    /// Whether the token may go along; it never does to another origin than the Hub's.
    var sendsToken = true

    /// Whether it changes nothing.
    var isReading: Bool { method == .get || method == .head }
}

/// What a request is about, for the messages.
struct Subject: Sendable {
    var repository: Repository?
    var revision = "main"
    var path: String?
    var writes = false
}
