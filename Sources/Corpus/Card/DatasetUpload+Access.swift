public import Hub

extension DatasetUpload {
    /// Checks that a dataset could be uploaded, before hours of work whose result would then stay here, and makes the repository.
    ///
    /// - Throws: `HubError` for a token that the Hub does not know, or `CorpusError.noUploadToken`, `.readOnlyToken` or `.foreignRepository`.
    public static func checkAccess(
        to repository: Repository, isPrivate: Bool, with client: HubClient
    ) async throws {
        guard client.environment.token != nil else { throw CorpusError.noUploadToken(repository: repository.id) }
        let account = try await client.whoami()
        if account.role == "read" {
            throw CorpusError.readOnlyToken(account: account.name, repository: repository.id)
        }
        let owners = [account.name] + account.organizations
        guard owners.contains(where: { $0.lowercased() == repository.owner.lowercased() }) else {
            throw CorpusError.foreignRepository(repository.id, account: account.name, owners: owners)
        }
        _ = try await client.create(repository, isPrivate: isPrivate)
    }
}
