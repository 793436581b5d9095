/// Why a file could not be read or written.
public enum FileError: Error, Sendable, Equatable {
    /// The file cannot be read; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// The file cannot be written; `reason` is the system's.
    case cannotWrite(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
    /// Which file it is, and what the system says of it.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "The file '\(path)' cannot be read: \(reason)."
        case .cannotWrite(let path, let reason): "The file '\(path)' cannot be written: \(reason)."
        }
    }
}
