public import Hub

extension DatasetUpload {
    /// Checks that a dataset could be uploaded, before hours of work whose result would then stay here; nothing is made or changed.
    ///
    /// - Returns: whether the repository is there already.
    /// - Throws: `HubError` for a token that the Hub does not know, or `DataPublishingError.noUploadToken`, `.readOnlyToken`, `.foreignRepository`, or
    ///   `.publicRepository` where a private one is asked for.
    public static func checkAccess(
        to repository: Repository, isPrivate: Bool, with client: HubClient
    ) async throws -> Bool {
        guard client.environment.token != nil else {
            throw DataPublishingError.noUploadToken(repository: repository.id)
        }
        let account = try await client.whoami()
        if account.role == "read" {
            throw DataPublishingError.readOnlyToken(account: account.name, repository: repository.id)
        }
        let owners = [account.name] + account.organizations
        guard owners.contains(where: { $0.lowercased() == repository.owner.lowercased() }) else {
            throw DataPublishingError.foreignRepository(repository.id, account: account.name, owners: owners)
        }
        let visibility = try await client.visibility(of: repository)
        if isPrivate, visibility == .everybody { throw DataPublishingError.publicRepository(repository.id) }
        return visibility != nil
    }
}
