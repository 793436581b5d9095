import ArgumentParser
import DataPreparation
import Dispatch
import Foundation
import Synchronization

/// Ctrl-C (SIGINT) and a polite kill (SIGTERM) while a command works: the first one asks it to stop, a second one ends it at once.
///
/// Whatever is half-written when it ends at once lies beside its place, under a name of its own, until the next run.
final class Interruption: Sendable {
    private struct State {
        /// The number of the first signal.
        var signal: Int32?
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Does a command's work in a task that the first signal cancels.
    ///
    /// - Parameter notice: what becomes of what is done, as it is said when that happens.
    /// - Throws: what the work throws; after a signal `exitCode`, when that has been said on standard error.
    static func during<Value: Sendable>(
        _ notice: String, _ work: @escaping @Sendable (Interruption) async throws -> Value
    ) async throws -> Value {
        let interruption = Interruption()
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { interruption.receive(number, notice) }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let task = Task { try await work(interruption) }
        interruption.onSignal { task.cancel() }
        do {
            return try await task.value
        } catch {
            throw interruption.outcome(of: error)
        }
    }

    /// Whether work that looks now and then should come to its end.
    var shouldStop: @Sendable () -> Bool {
        { self.state.withLock { $0.signal != nil } }
    }

    /// 130 after SIGINT and 143 after SIGTERM, as shells count; nil without a signal.
    var exitCode: ExitCode? {
        state.withLock { $0.signal.map { ExitCode(128 + $0) } }
    }

    private func receive(_ number: Int32, _ notice: String) {
        let (isFirst, cancel) = state.withLock { state in
            defer { state.signal = state.signal ?? number }
            return (state.signal == nil, state.cancel)
        }
        // Without `atexit`: other threads are in the middle of their work.
        guard isFirst else { _exit(128 + number) }
        Self.say("\nStopping: \(notice); again to stop at once.")
        cancel?()
    }

    private func onSignal(_ cancel: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.cancel = cancel
            return state.signal != nil
        }
        if isLate { cancel() }
    }

    /// What ends the command: after a signal, its status, when an error has said what it has to say.
    private func outcome(of error: any Error) -> any Error {
        guard let exitCode, !(error is ExitCode) else { return error }
        switch error {
        case is CancellationError: Self.say("Stopped. Start the same command again to go on.")
        case DataPreparationError.stopped: Self.say("\(error)")
        default: Self.say("Error: \(error)")
        }
        return exitCode
    }

    private static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
