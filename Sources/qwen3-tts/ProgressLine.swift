import Foundation
import Synchronization

/// One line on standard error that shows how far the work is; without a terminal, a line now and then.
///
/// May be used from any thread.
final class ProgressLine: Sendable {
    private struct State {
        var last: ContinuousClock.Instant?
        var isOpen = false
    }

    /// Whether what is shown replaces what was shown before.
    let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    /// Shows `text` in place of what was shown before, unless that was just now.
    ///
    /// - Parameter isImportant: is shown in any case, for the first and the last line of some work.
    func show(_ text: @autoclosure () -> String, isImportant: Bool = false) {
        let now = ContinuousClock.now
        state.withLock { state in
            let interval: Duration = isTerminal ? .milliseconds(250) : .seconds(30)
            if !isImportant, let last = state.last, now - last < interval { return }
            state.last = now
            write(isTerminal ? "\r\u{1B}[2K\(text())" : "\(text())\n")
            state.isOpen = isTerminal
        }
    }

    /// Writes a line that stays.
    func print(_ text: String) {
        close()
        write("\(text)\n")
    }

    /// Ends the line, so that what follows starts on a new one.
    func close() {
        state.withLock { state in
            if state.isOpen { write("\n") }
            state = State()
        }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// A bar of 24 characters.
    static func bar(_ done: Int, of total: Int) -> String {
        let share = total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 1
        let filled = Int(24 * share)
        return String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    }

    /// `45 s`, `12 min`, `3 h 05 min`.
    static func duration(_ seconds: Double) -> String {
        let total = Int(min(max(seconds, 0), 1e9).rounded())
        switch total {
        case ..<100: return "\(total) s"
        case ..<6000: return "\((total + 30) / 60) min"
        default:
            let minutes = (total + 30) / 60
            return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
        }
    }
}
