public import Foundation

/// Writes files so that a reader sees the old content or the new one, never a part.
public enum AtomicFile {
    /// Writes `bytes` beside the destination, flushes them to the disk and renames.
    ///
    /// What is no ordinary file (a pipe, a device) is written directly, because renaming would replace it.
    ///
    /// - Parameter isFlushed: whether to wait until the disk has the bytes. Without, the file may be empty after a power failure, but is never a part.
    /// - Throws: `FileError.cannotWrite` with the system's reason; nothing is left beside the destination.
    public static func write(
        _ bytes: some Collection<UInt8>, to url: URL, isFlushed: Bool = true
    ) throws(FileError) {
        let path = url.path
        var status = stat()
        let direct = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let target = direct ? path : partialPath(of: path)
        let descriptor = open(target, O_WRONLY | O_CLOEXEC | (direct ? 0 : O_CREAT | O_EXCL), 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
        var failure =
            bytes.withContiguousStorageIfAvailable { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
            ?? Array(bytes).withUnsafeBytes { writeAll($0, to: descriptor) }
        if failure == nil, !direct, isFlushed, fsync(descriptor) != 0 { failure = SystemError.last }
        if close(descriptor) != 0, failure == nil { failure = SystemError.last }
        if failure == nil, !direct, rename(target, path) != 0 { failure = SystemError.last }
        if let failure {
            if !direct { unlink(target) }
            throw .cannotWrite(path: path, reason: failure)
        }
    }

    /// Moves a file to another place on the same disk, in place of what is there.
    ///
    /// - Throws: `FileError.cannotWrite` with the system's reason.
    public static func move(_ file: URL, to place: URL) throws(FileError) {
        guard rename(file.path, place.path) == 0 else {
            throw .cannotWrite(path: place.path, reason: SystemError.last)
        }
    }

    /// The name under which a file is written before it takes its place.
    public static func partialPath(of path: String) -> String { "\(path).\(UUID().uuidString.prefix(8)).partial" }

    /// Writes everything and returns the system's reason when it cannot.
    private static func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> String? {
        let number = Descriptor.write(buffer, to: descriptor)
        return number == 0 ? nil : SystemError.words(for: number)
    }
}
