import Foundation
import Hub
import Synchronization

/// Shows on standard error how far files of the Hub have come.
final class TransferLine: Sendable {
    private let line = Mutex(ProgressLine())
    private let start = ContinuousClock.now
    private let words: (verb: String, subject: String)

    /// - Parameters:
    ///   - verb: what happens, such as `fetching`.
    ///   - subject: what the files are of.
    init(_ verb: String, of subject: String) { words = (verb, subject) }

    /// Shows how far it is; nothing while it has only begun, since files that are here already are not worth a line.
    func show(_ progress: TransferProgress) {
        guard ContinuousClock.now - start > .milliseconds(500) else { return }
        let (done, total) = (progress.completedBytes, progress.totalBytes)
        let bar = ProgressLine.bar(Int(done), of: Int(total))
        let text =
            "\(words.verb) \(bar) \(progress.completedFiles)/\(progress.totalFiles) files, "
            + "\(Self.megabytes(done)) of \(Self.megabytes(total)) of \(words.subject)"
        line.withLock { $0.show(text, isImportant: progress.completedFiles == progress.totalFiles) }
    }

    /// Ends the line.
    func close() { line.withLock { $0.close() } }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes < 10_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    }
}
