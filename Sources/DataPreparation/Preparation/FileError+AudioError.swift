import Audio
import Files
import Foundation

extension FileError {
    /// What failed when sound was written to a file.
    static func cannotWrite(_ error: AudioError, to file: URL) -> FileError {
        guard case .cannotWrite(let path, let reason) = error else {
            return .cannotWrite(path: file.path, reason: error.description)
        }
        return .cannotWrite(path: path, reason: reason)
    }
}
