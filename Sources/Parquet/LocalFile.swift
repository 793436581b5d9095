import Files
import Foundation

/// A file of this computer.
final class LocalFile: ByteSource {
    let name: String
    let size: Int64
    /// What tells the file from one that takes its place.
    private let identity: Identity

    private struct Identity: Equatable {
        var device, number: UInt64
        var size: Int64
    }

    /// Finds the file, which is open only while it is read: of thousands of shards none may stay open.
    init(_ url: URL) throws(ParquetError) {
        name = url.path
        let descriptor = open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            throw number == ENOENT
                ? .missing(path: name) : .unreadable(path: name, reason: SystemError.words(for: number))
        }
        defer { close(descriptor) }
        var status = stat()
        let found = fstat(descriptor, &status)
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        guard found == 0, !isFolder else {
            let reason = SystemError.last
            throw isFolder ? .isFolder(path: name) : .unreadable(path: name, reason: reason)
        }
        identity = Self.identity(status)
        size = identity.size
    }

    private static func identity(_ status: stat) -> Identity {
        Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino), size: Int64(status.st_size))
    }

    func read(_ range: Range<Int64>) throws -> Data {
        let descriptor = open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReadFailure(description: SystemError.last) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ReadFailure(description: SystemError.last) }
        guard Self.identity(status) == identity else {
            throw ReadFailure(description: "it was changed or replaced while it was read")
        }
        var bytes = Data(count: range.count)
        let failure = bytes.withUnsafeMutableBytes { fill($0, from: range.lowerBound, of: descriptor) }
        if let failure { throw ReadFailure(description: failure) }
        return bytes
    }

    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from start: Int64, of descriptor: Int32
    ) -> String? {
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
