import Files
import Foundation

/// A file of this computer.
final class LocalFile: ByteSource {
    let name: String
    let size: Int64
    private let descriptor: Int32

    /// Opens the file, and leaves it open until nothing refers to it any more.
    init(_ url: URL) throws(ParquetError) {
        name = url.path
        descriptor = open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            throw number == ENOENT
                ? .missing(path: name) : .unreadable(path: name, reason: SystemError.words(for: number))
        }
        var status = stat()
        let found = fstat(descriptor, &status)
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        guard found == 0, !isFolder else {
            let reason = SystemError.last
            close(descriptor)
            throw isFolder ? .isFolder(path: name) : .unreadable(path: name, reason: reason)
        }
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    func read(_ range: Range<Int64>) throws -> Data {
        var bytes = Data(count: range.count)
        let failure = bytes.withUnsafeMutableBytes { fill($0, from: range.lowerBound) }
        if let failure { throw ReadFailure(description: failure) }
        return bytes
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from start: Int64) -> String? {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(start) + off_t(filled))
            if count < 0, errno == EINTR { continue }
            if count < 0 { return SystemError.last }
            if count == 0 { return "it became shorter while it was read" }
            filled += count
        }
        return nil
    }
}

/// Why bytes could not be read.
struct ReadFailure: Error, CustomStringConvertible {
    let description: String
}
