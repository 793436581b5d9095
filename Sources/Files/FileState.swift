public import Foundation

/// What is at a path, links followed.
public struct FileState: Sendable, Equatable {
    /// What a path leads to.
    public enum Kind: Sendable {
        /// An ordinary file.
        case file
        /// A folder.
        case folder
        /// A pipe, a device or the like.
        case other
    }

    /// What it is.
    public let kind: Kind
    /// Bytes.
    public let size: Int64
    /// When it was changed, in nanoseconds since 1970.
    public let modified: Int64

    /// Looks at a path.
    ///
    /// - Throws: `FileError.unreadable` with the system's reason where nothing is, or may be seen.
    public init(of url: URL) throws(FileError) {
        var status = stat()
        guard stat(url.path, &status) == 0 else { throw .unreadable(path: url.path, reason: SystemError.last) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        default: kind = .other
        }
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }
}

extension FileState {
    /// Whether a path leads to a folder.
    public static func isFolder(_ url: URL) -> Bool {
        var status = stat()
        return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether a path leads to anything but a folder, even to what may not be looked at.
    public static func isFile(_ url: URL) -> Bool {
        var status = stat()
        guard stat(url.path, &status) == 0 else { return errno != ENOENT && errno != ENOTDIR }
        return status.st_mode & S_IFMT != S_IFDIR
    }
}
