import Foundation

/// One line on standard error that shows how far the work is; without a terminal, a line now and then.
final class ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant?
    private var isOpen = false

    /// Shows `text` in place of what was shown before.
    ///
    /// - Parameter isImportant: is shown in any case, for the first and the last line of some work.
    func show(_ text: @autoclosure () -> String, isImportant: Bool = false) {
        let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
        if !isImportant, let last, clock.now - last < interval { return }
        last = clock.now
        write(isTerminal ? "\r\u{1B}[2K\(text())" : "\(text())\n")
        isOpen = isTerminal
    }

    /// Writes a line that stays.
    func print(_ text: String) {
        close()
        write("\(text)\n")
    }

    /// Ends the line, so that what follows starts on a new one.
    func close() {
        if isOpen { write("\n") }
        isOpen = false
        last = nil
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// A bar of 24 characters.
    static func bar(_ done: Int, of total: Int) -> String {
        let filled = total > 0 ? 24 * done / total : 24
        return String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    }

    /// `45 s`, `12 min`, `3 h 05 min`.
    static func duration(_ seconds: Double) -> String {
        let total = Int(seconds.rounded())
        switch total {
        case ..<100: return "\(total) s"
        case ..<6000: return "\((total + 30) / 60) min"
        default:
            let minutes = (total + 30) / 60
            return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
        }
    }
}
