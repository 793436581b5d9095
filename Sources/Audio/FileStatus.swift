import Foundation

/// What the system says of a file; of a link, what it says of the file that the link leads to.
public struct FileStatus: Sendable, Equatable {
    /// Bytes.
    public let size: Int64
    /// When the content changed last, in nanoseconds since 1970.
    public let changed: Int64
    /// Whether it is an ordinary file: no folder, device or pipe.
    public let isOrdinary: Bool

    /// Asks the system.
    ///
    /// - Throws: `AudioError.missing` where a path, or the link there, leads to nothing; `AudioError.unreadable` with the system's reason.
    public init(of path: String) throws(AudioError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: path) : .unreadable(path: path, reason: lastSystemError())
        }
        size = Int64(status.st_size)
        changed = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        isOrdinary = status.st_mode & S_IFMT == S_IFREG
    }
}
