import Hub
import Synchronization

/// Shows on a line how far some work is, with its rate and the time that is left; whatever takes under a second is not shown.
///
/// May be told from any thread.
final class WorkLine: Sendable {
    private let progress: Mutex<WorkProgress>
    private let line: ProgressLine

    /// - Parameters:
    ///   - verb: what happens, such as `decoding`.
    ///   - unit: what is counted.
    init(_ verb: String, _ unit: WorkProgress.Unit, on line: ProgressLine) {
        progress = Mutex(WorkProgress(verb, unit, isTerminal: line.isTerminal))
        self.line = line
    }

    /// Shows that so much is done.
    func show(_ done: Int, of total: Int) { show(Int64(done), of: Int64(total)) }

    /// Shows how far files of the Hub have come.
    func show(_ transfer: TransferProgress) { show(transfer.completedBytes, of: transfer.totalBytes) }

    private func show(_ done: Int64, of total: Int64) {
        // Shown within the lock, so that lines come in order.
        progress.withLock { progress in
            guard let text = progress.update(done, of: total, at: .now) else { return }
            line.show(text, isImportant: true)
            if done >= total { line.close() }
        }
    }

    /// Ends the line.
    func close() { line.close() }
}
