import CSoundFile
import Foundation

/// What all users of libsndfile in this process share.
enum SoundFileLibrary {
    /// Why a file could not be opened.
    struct Failure: Error {
        var code: Int32
        var reason: String
    }

    /// libsndfile keeps the reason of a failure to open in one place for all threads.
    private static let lock = NSLock()

    /// Runs a call that opens a file, and fetches the reason before another thread can overwrite it.
    static func open(_ call: () -> OpaquePointer?) throws(Failure) -> OpaquePointer {
        lock.lock()
        defer { lock.unlock() }
        guard let file = call() else {
            throw Failure(code: sf_error(nil), reason: String(cString: sf_strerror(nil)))
        }
        return file
    }
}
