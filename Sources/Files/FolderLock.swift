public import Foundation

/// Keeps other processes, and other users in this one, out of a folder while it lives.
///
/// The lock is the system's (`flock`), so that it goes with the process, however that ends. The file stays, because removing it would
/// let two processes lock two files of one name.
public final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Why a lock was not had.
    public enum Failure: Error, Equatable {
        /// Another has it; `process` is its number where the file tells.
        case taken(process: Int32?)
        /// The file cannot be made; `reason` is the system's.
        case cannotWrite(reason: String)
    }

    /// Takes the lock of a file, which is made where it is not there, and writes the process's number into it.
    public init(_ file: URL) throws(Failure) {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(reason: SystemError.last) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno == EWOULDBLOCK ? nil : SystemError.last
            close(descriptor)
            if let reason { throw .cannotWrite(reason: reason) }
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            throw .taken(process: Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        let text = Array("\(getpid())\n".utf8)
        let written = text.withUnsafeBytes { bytes in
            ftruncate(descriptor, 0) == 0 && Descriptor.write(bytes, to: descriptor) == 0
        }
        guard written else {
            let reason = SystemError.last
            close(descriptor)
            throw .cannotWrite(reason: reason)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
