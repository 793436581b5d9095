import Files

/// A file of a repository at a commit.
public struct RemoteFile: Sendable, Hashable {
    /// Its path within the repository.
    public let path: String
    /// Bytes.
    public let size: Int64
    /// Git's SHA-1 of the file, or of its pointer where the content is stored elsewhere.
    public let gitHash: String
    /// The SHA-256 of the content where it is stored elsewhere (LFS).
    public let sha256: String?
    /// The hash that the content is checked against.
    let contentHash: Digest.Kind

    /// A file as a server or a note describes it: nothing in it may lead out of the folders that are made of it.
    ///
    /// - Throws: `HubError.unsafePath`, `.malformedHash` or `.malformedSize`.
    init(path: String, size: Int64, gitHash: String, sha256: String?) throws(HubError) {
        try Self.checkPath(path)
        guard size >= 0 else { throw .malformedSize(path: path, found: size) }
        guard sha256?.isHexadecimal(digits: 64) ?? true else {
            throw .malformedHash(path: path, found: sha256 ?? "")
        }
        guard let contentHash = Digest.Kind(etag: sha256 ?? gitHash, size: size),
            Digest.Kind(etag: gitHash, size: size) != nil
        else { throw .malformedHash(path: path, found: gitHash) }
        self.path = path
        self.size = size
        self.gitHash = gitHash
        self.sha256 = sha256
        self.contentHash = contentHash
    }

    /// The name of its content in the cache.
    var etag: String { sha256 ?? gitHash }

    /// - Throws: `HubError.unsafePath`.
    static func checkPath(_ path: String) throws(HubError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, !path.contains("\0"), !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw .unsafePath(path)
        }
    }
}
