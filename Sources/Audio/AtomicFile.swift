public import Foundation

/// Writes files so that a reader sees the old content or the new one, never a part.
public enum AtomicFile {
    /// Writes `bytes` beside the destination, flushes them to the disk and renames.
    ///
    /// What is no ordinary file (a pipe, a device) is written directly, because renaming would replace it.
    ///
    /// - Throws: `AudioError.cannotWrite` with the system's reason; nothing is left beside the destination.
    public static func write(_ bytes: some Collection<UInt8>, to url: URL) throws(AudioError) {
        let path = url.path
        var status = stat()
        let direct = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let target = direct ? path : partialName(path)
        let descriptor = open(target, O_WRONLY | O_CLOEXEC | (direct ? 0 : O_CREAT | O_EXCL), 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: lastSystemError()) }
        var failure =
            bytes.withContiguousStorageIfAvailable { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
            ?? Array(bytes).withUnsafeBytes { writeAll($0, to: descriptor) }
        if failure == nil, !direct, fsync(descriptor) != 0 { failure = lastSystemError() }
        if close(descriptor) != 0, failure == nil { failure = lastSystemError() }
        if failure == nil, !direct, rename(target, path) != 0 { failure = lastSystemError() }
        if let failure {
            if !direct { unlink(target) }
            throw .cannotWrite(path: path, reason: failure)
        }
    }

    /// Checks that a file can be made at a place, or replaced there, before the work whose result it is to hold.
    ///
    /// - Throws: `AudioError.cannotWrite` with the system's reason.
    public static func check(_ url: URL) throws(AudioError) {
        let path = url.path
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            guard !isFolder, access(path, W_OK) == 0 else {
                if isFolder { errno = EISDIR }
                throw .cannotWrite(path: path, reason: lastSystemError())
            }
            return
        }
        let trial = partialName(path)
        let descriptor = open(trial, O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: lastSystemError()) }
        close(descriptor)
        unlink(trial)
    }

    /// A name beside the destination that no other process uses.
    static func partialName(_ path: String) -> String { "\(path).\(UUID().uuidString.prefix(8)).partial" }

    /// Writes everything and returns the system's reason when it cannot.
    private static func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> String? {
        var rest = buffer[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Foundation.write(descriptor, part.baseAddress, part.count)
            if count < 0 {
                if errno == EINTR { continue }
                return lastSystemError()
            }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}

/// The system's words for the failure of the last call on this thread.
func lastSystemError() -> String { String(cString: strerror(errno)) }
