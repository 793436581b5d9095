import HTTP
import Synchronization

/// Tells what the Hub warns of, each topic once.
final class WarningLog: Sendable {
    private let topics = Mutex<Set<String>>([])
    private let report: @Sendable (String) -> Void

    init(_ report: @escaping @Sendable (String) -> Void) { self.report = report }

    /// Reads the headers `X-HF-Warning: topic; message`.
    ///
    /// Reference: huggingface_hub 2.4.0, `_warn_on_warning_headers`.
    func note(_ headers: HTTPHeaders) {
        for warning in headers["x-hf-warning"] {
            let parts = warning.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            let topic = parts.count == 2 ? String(parts[0]).printable : ""
            let message = String(parts[parts.count - 1]).printable
            guard !message.isEmpty, topics.withLock({ $0.insert(topic).inserted }) else { continue }
            report(message)
        }
    }
}
