import Files

extension HubError {
    /// What failed when a file was read or written.
    init(_ error: FileError) {
        switch error {
        case .unreadable(let path, let reason): self = .unreadableFile(path, reason: reason)
        case .cannotWrite(let path, let reason): self = .cannotWrite(path, reason: reason)
        }
    }
}

/// Runs `work` on a file, turning its failure into this target's error.
func reporting<Value>(_ work: () throws(FileError) -> Value) throws(HubError) -> Value {
    do throws(FileError) {
        return try work()
    } catch {
        throw HubError(error)
    }
}
