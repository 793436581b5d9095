import Synchronization

/// How far a transfer has come.
public struct TransferProgress: Sendable, Equatable {
    /// Files that are done, those that were there before among them.
    public var completedFiles: Int
    /// All files.
    public var totalFiles: Int
    /// Bytes that have been transferred, or need not be; never more than all.
    public var completedBytes: Int64
    /// All bytes.
    public var totalBytes: Int64

    /// A transfer that has come so far.
    public init(completedFiles: Int = 0, totalFiles: Int, completedBytes: Int64 = 0, totalBytes: Int64) {
        self.completedFiles = completedFiles
        self.totalFiles = totalFiles
        self.completedBytes = completedBytes
        self.totalBytes = totalBytes
    }
}

/// Adds up what several tasks report.
final class ProgressMeter: Sendable {
    private let state: Mutex<TransferProgress>
    private let report: (@Sendable (TransferProgress) -> Void)?

    init(files: Int, bytes: Int64, report: (@Sendable (TransferProgress) -> Void)?) {
        state = Mutex(TransferProgress(totalFiles: files, totalBytes: bytes))
        self.report = report
    }

    func add(files: Int = 0, bytes: Int64) {
        guard let report else { return }
        // Reported within the lock, so that reports come in order.
        state.withLock {
            $0.completedFiles += files
            $0.completedBytes += bytes
            report($0)
        }
    }
}

/// The sum of sizes in bytes; what servers announce may be more than can be counted.
func totalSize(of sizes: [Int64]) -> Int64 {
    sizes.reduce(0) { total, size in
        let (sum, isTooLarge) = total.addingReportingOverflow(size)
        return isTooLarge ? .max : sum
    }
}
