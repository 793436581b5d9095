public import HTTP

/// What can go wrong between this machine and the Hub.
public enum HubError: Error, Equatable, Sendable {
    /// A text names neither a repository nor a folder.
    case invalidReference(String)
    /// A folder is not there.
    case missingFolder(String)
    /// `HF_ENDPOINT` is no address.
    case invalidEndpoint(String)
    /// A variable is no number of seconds.
    case invalidTimeout(String, value: String)
    /// The login that a token file comes from has run out.
    case expiredLogin(String)
    /// A token has characters that no token has.
    case malformedToken(source: String)
    /// A file of this machine cannot be read.
    case unreadableFile(String, reason: String)
    /// A file of this machine cannot be written.
    case cannotWrite(String, reason: String)
    /// No answer came.
    case unreachable(HTTPError)
    /// Something would have to be asked, and nothing may be.
    case offline(String)
    /// A file is not in the cache, and nothing may be asked.
    case notCached(Repository, revision: String, path: String?)
    /// The Hub does not know the token.
    case invalidToken
    /// There is no token, and this needs one.
    case tokenNeeded(Repository?)
    /// There is no such repository, or the user may not know of it.
    case repositoryNotFound(Repository, hasToken: Bool)
    /// There is a repository of this name, and it holds something else.
    case wrongKind(Repository, found: Repository.Kind)
    /// The repository has no such branch, tag or commit.
    case revisionNotFound(Repository, revision: String)
    /// The repository has no such file.
    case fileNotFound(Repository, revision: String, path: String)
    /// The repository has none of the files that are needed.
    case nothingMatches(Repository, revision: String, patterns: [String])
    /// The repository's terms have not been accepted.
    case gated(Repository, page: String, hasToken: Bool)
    /// The Hub has closed the repository.
    case disabled(Repository)
    /// The token may not write there.
    case noWriteAccess(Repository, reason: String)
    /// Too much was asked, and waiting did not help.
    case rateLimited(host: String)
    /// The Hub refused or failed in another way.
    case refused(url: String, status: Int, reason: String, request: String?)
    /// The answer is not one that the Hub gives.
    case unexpectedAnswer(url: String, expected: String)
    /// A file arrived with another content than announced, twice.
    case corrupted(path: String, expected: String, found: String)
    /// A path leads out of its folder.
    case unsafePath(String)
    /// A server or a note names the content of a file by something that is no hash.
    case malformedHash(path: String, found: String)
    /// A server or a note says of a file that it has fewer bytes than none.
    case malformedSize(path: String, found: Int64)
    /// Two files of an upload have the same path.
    case duplicatePath(String)
    /// A file changed while it was being uploaded.
    case changedDuringUpload(String)
    /// The Hub does not take a file.
    case rejectedFile(String, reason: String)
    /// Others commit faster than we can.
    case tooManyConflicts(Repository, attempts: Int)
}
