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
