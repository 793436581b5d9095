import Foundation

@testable import Hub

/// A token, and the list of logins that Python's client keeps.
enum HubTokenReader {
    static func read(_ input: Data) throws {
        let text = String(decoding: input, as: UTF8.self)
        _ = StoredTokens(text).expiration(of: "hf_a")
        if let token = try AccessToken(text, source: "HF_TOKEN") {
            precondition("\(token)" == "(hidden)", "a token is never printed")
        }
    }
}
