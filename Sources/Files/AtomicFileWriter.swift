public import Foundation

/// Writes a file of any length piece by piece, beside its place and then renamed: a reader sees all of it or nothing.
///
/// Without `finish`, nothing is left when the writer goes.
public final class AtomicFileWriter {
    private let path, target: String
    private let descriptor: Int32
    private var isFinished = false

    /// Opens a file beside the place.
    ///
    /// - Throws: `FileError.cannotWrite` with the system's reason.
    public init(_ url: URL) throws(FileError) {
        path = url.path
        target = AtomicFile.partialPath(of: path)
        descriptor = open(target, O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
    }

    deinit {
        if isFinished { return }
        if descriptor >= 0 {
            close(descriptor)
            unlink(target)
        }
    }

    /// Adds bytes.
    ///
    /// - Throws: `FileError.cannotWrite`, for example when the disk is full.
    public func append(_ bytes: Data) throws(FileError) {
        let number = Array(bytes).withUnsafeBytes { Descriptor.write($0, to: descriptor) }
        guard number == 0 else { throw .cannotWrite(path: path, reason: SystemError.words(for: number)) }
    }

    /// Flushes the file to the disk and gives it its name.
    ///
    /// - Throws: `FileError.cannotWrite`; then nothing is left.
    public func finish() throws(FileError) {
        guard fsync(descriptor) == 0, rename(target, path) == 0 else {
            throw .cannotWrite(path: path, reason: SystemError.last)
        }
        isFinished = true
        guard close(descriptor) == 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
    }
}
