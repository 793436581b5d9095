/// Why a dataset could not be uploaded.
public enum DataPublishingError: Error, Sendable, Equatable {
    /// Something shall be uploaded, and there is no token.
    case noUploadToken(repository: String)
    /// Something shall be uploaded, and the token only reads.
    case readOnlyToken(account: String, repository: String)
    /// Something shall be uploaded to someone else's name; `owners` are those that the token stands for.
    case foreignRepository(String, account: String, owners: [String])
    /// A private dataset was asked for, and there is a public one of this name.
    case publicRepository(String)
    /// A folder cannot be uploaded as a dataset.
    case notUploadable(path: String, reason: String)
}
