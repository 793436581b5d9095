import Files

extension CorpusError {
    /// What failed when a file was read or written.
    init(_ error: FileError) {
        switch error {
        case .unreadable(let path, let reason): self = .unreadable(path: path, reason: reason)
        case .cannotWrite(let path, let reason): self = .cannotWrite(path: path, reason: reason)
        }
    }
}

/// Runs `work` on a file, turning its failure into this target's error.
func reporting<Value>(_ work: () throws(FileError) -> Value) throws(CorpusError) -> Value {
    do throws(FileError) {
        return try work()
    } catch {
        throw CorpusError(error)
    }
}
