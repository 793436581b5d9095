import AsyncHTTPClient
import NIOHTTP1
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
            let topic = parts.count == 2 ? Self.trimmed(parts[0]) : ""
            let message = Self.trimmed(parts[parts.count - 1])
            guard !message.isEmpty, topics.withLock({ $0.insert(topic).inserted }) else { continue }
            report(message)
        }
    }

    /// Without blanks around it, and without characters that would do something to a terminal.
    private static func trimmed(_ text: Substring) -> String {
        let printable = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        var result = String.UnicodeScalarView(printable.drop { $0 == " " })
        while result.last == " " { result.removeLast() }
        return String(result)
    }
}
