/// Whom a token belongs to.
public struct Account: Sendable, Equatable {
    /// The user's name.
    public let name: String
    /// The organisations that the user belongs to.
    public let organizations: [String]
    /// What the token may do: `read`, `write` or `fineGrained`.
    public let role: String?
}

extension HubClient {
    /// Asks whom the token belongs to.
    ///
    /// The Hub allows this seldom, so keep the answer.
    ///
    /// - Throws: `HubError`, `.invalidToken` among them.
    public func whoami() async throws -> Account {
        try refuseOffline("ask whom the token belongs to")
        struct Answer: Decodable {
            struct Named: Decodable { let name: String }
            struct Authorization: Decodable {
                struct Token: Decodable { let role: String? }
                let accessToken: Token?
            }
            let name: String
            let orgs: [Named]?
            let auth: Authorization?
        }
        let content = try await transport.fetch(Request(url: transport.address("api/whoami-v2")), about: Subject())
        let answer = try content.decoded(as: Answer.self, expected: "an account")
        return Account(
            name: answer.name, organizations: (answer.orgs ?? []).map(\.name), role: answer.auth?.accessToken?.role)
    }
}
