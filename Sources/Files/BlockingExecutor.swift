import Dispatch

/// Runs tasks on threads of their own.
///
/// For work that waits for disks or takes seconds: the cooperative pool has a thread per core, and everything asynchronous stands
/// still where they all wait.
///
/// ```swift
/// try await withTaskExecutorPreference(BlockingExecutor.shared) { try digest(of: file) }
/// ```
public final class BlockingExecutor: TaskExecutor {
    /// The one of this process.
    public static let shared = BlockingExecutor()
    private let queue = DispatchQueue(label: "blocking", attributes: .concurrent)

    private init() {}

    /// Runs a job.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
