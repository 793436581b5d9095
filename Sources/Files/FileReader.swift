public import Foundation

/// Reads a file from its start to its end, or a part of it, in pieces.
public final class FileReader {
    private let path: String
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Parameter offset: the first byte to read.
    /// - Throws: `FileError.unreadable` with the system's reason.
    public init(_ file: URL, from offset: Int64 = 0) throws(FileError) {
        path = file.path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw .unreadable(path: path, reason: SystemError.last)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next bytes, at most `count` and at least one; `nil` at the end of the file.
    ///
    /// - Throws: `FileError.unreadable` with the system's reason.
    public func read(upTo count: Int = 1 << 20) throws(FileError) -> Data? {
        var bytes = Data(count: count)
        let size = bytes.withUnsafeMutableBytes { buffer in
            while true {
                let size = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                if size >= 0 || errno != EINTR { return size }
            }
        }
        guard size >= 0 else { throw .unreadable(path: path, reason: SystemError.last) }
        return size == 0 ? nil : bytes.prefix(size)
    }
}
