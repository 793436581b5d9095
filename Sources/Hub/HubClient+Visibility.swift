/// Who may see a repository.
public enum Visibility: Sendable, Equatable {
    /// Everybody.
    case everybody
    /// Those whom its owner lets.
    case chosen
}

extension HubClient {
    /// Who may see a repository; nil where it does not exist, or this token may not see it.
    ///
    /// - Throws: `HubError`.
    public func visibility(of repository: Repository) async throws -> Visibility? {
        try refuseOffline("look up the \(repository)")
        struct Info: Decodable { let `private`: Bool }
        do {
            let answer = try await transport.fetch(
                Request(url: transport.address(repository.apiPath)), about: Subject(repository: repository))
            let info = try answer.decoded(as: Info.self, expected: "whether a repository is private")
            return info.private ? .chosen : .everybody
        } catch HubError.repositoryNotFound {
            return nil
        }
    }
}
