import Foundation

/// The list of logins that Python's client keeps beside the token file: `[name]`, `hf_token = ...`, `expires_at = ...`.
struct StoredTokens {
    private var expirations: [String: Date] = [:]

    init(_ text: String) {
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).map(String.init) + ["["] {
            if line.hasPrefix("[") {
                if let token = fields["hf_token"], let end = fields["expires_at"].flatMap({ Double($0) }) {
                    expirations[token] = Date(timeIntervalSince1970: end)
                }
                fields = [:]
                continue
            }
            let halves = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if halves.count == 2 { fields[halves[0].lowercased()] = halves[1] }
        }
    }

    /// When a token runs out; `nil` where it does not or is not listed.
    func expiration(of token: String) -> Date? { expirations[token] }
}
