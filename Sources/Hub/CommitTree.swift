/// The note of all files of a commit, in the format of Python's client (`trees/<commit>.json`).
struct CommitTree: Codable {
    struct Entry: Codable {
        let size: Int64
        let gitHash: String?
        let sha256: String?
        let largeSize: Int64?

        init(_ file: RemoteFile) {
            size = file.size
            gitHash = file.gitHash
            sha256 = file.sha256
            largeSize = file.sha256 == nil ? nil : file.size
        }

        enum CodingKeys: String, CodingKey {
            case size
            case gitHash = "blob_id"
            case sha256 = "lfs_sha256"
            case largeSize = "lfs_size"
        }
    }

    var version = 1
    let files: [String: Entry]

    enum CodingKeys: String, CodingKey {
        case files
        case version = "format_version"
    }
}
