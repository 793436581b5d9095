import CCurl
import Foundation
import Synchronization

/// Moves the bytes of all transfers of a client, on one thread of its own; libcurl keeps connections for the next ones.
final class Driver: Sendable {
    private enum Command {
        case start(Transfer)
        case resume(Transfer)
        case remove(Transfer)
        case stop(CheckedContinuation<Void, Never>?)
    }

    /// libcurl's list of transfers; only waking it up is allowed to other threads.
    private struct Handle: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
    }

    private struct Queue {
        var commands: [Command] = []
        var isStopped = false
    }

    private let multi: Handle
    private let queue = Mutex(Queue())

    init() {
        guard Self.isReady, let multi = curl_multi_init() else { preconditionFailure("libcurl cannot be set up") }
        self.multi = Handle(pointer: multi)
        let thread = Thread { [self] in run() }
        thread.name = "HTTP"
        thread.start()
    }

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    func start(_ transfer: Transfer) { send(.start(transfer)) }
    func resume(_ transfer: Transfer) { send(.resume(transfer)) }
    func remove(_ transfer: Transfer) { send(.remove(transfer)) }

    /// Gives all transfers up and closes all connections.
    func stop() { send(.stop(nil)) }

    /// Gives all transfers up, closes all connections, and waits for that.
    func stopped() async { await withCheckedContinuation { send(.stop($0)) } }

    private func send(_ command: Command) {
        let isTooLate = queue.withLock { queue in
            if queue.isStopped { return true }
            queue.commands.append(command)
            curl_multi_wakeup(multi.pointer)
            return false
        }
        guard isTooLate else { return }
        switch command {
        case .start(let transfer): transfer.finish(.failure(CancellationError()))
        case .stop(let continuation): continuation?.resume()
        case .resume, .remove: break
        }
    }

    // All that follows is the thread's.

    private func run() {
        blockPipeSignal()
        var active: [UnsafeMutableRawPointer: ActiveTransfer] = [:]
        var waiting: [CheckedContinuation<Void, Never>] = []
        while !obey(takeCommands(), on: &active, waiting: &waiting) {
            move(&active)
            curl_multi_poll(multi.pointer, nil, 0, pause(until: active.values.compactMap(\.silenceEnds).min()), nil)
        }
        for transfer in active.values { remove(transfer, from: &active) }
        curl_multi_cleanup(multi.pointer)
        for continuation in waiting { continuation.resume() }
    }

    /// What was asked for since; after a stop nothing more is taken.
    private func takeCommands() -> [Command] {
        queue.withLock { queue in
            defer { queue.commands = [] }
            queue.isStopped = queue.commands.contains { if case .stop = $0 { true } else { false } }
            return queue.commands
        }
    }

    /// Does what was asked for; returns whether that was to stop.
    private func obey(
        _ commands: [Command], on active: inout [UnsafeMutableRawPointer: ActiveTransfer],
        waiting: inout [CheckedContinuation<Void, Never>]
    ) -> Bool {
        var isStopped = false
        for command in commands {
            switch command {
            case .start(let transfer): start(transfer, in: &active)
            case .resume(let transfer): active.values.first { $0.transfer === transfer }?.resume()
            case .remove(let transfer):
                if let found = active.values.first(where: { $0.transfer === transfer }) { remove(found, from: &active) }
            case .stop(let continuation):
                isStopped = true
                if let continuation { waiting.append(continuation) }
            }
        }
        return isStopped
    }

    private func start(_ transfer: Transfer, in active: inout [UnsafeMutableRawPointer: ActiveTransfer]) {
        guard !transfer.hasEnded else { return }
        let new = ActiveTransfer(transfer)
        active[new.handle] = new
        let result = curl_multi_add_handle(multi.pointer, new.handle)
        precondition(result == CURLM_OK, "libcurl takes any transfer once")
    }

    private func remove(_ transfer: ActiveTransfer, from active: inout [UnsafeMutableRawPointer: ActiveTransfer]) {
        active[transfer.handle] = nil
        curl_multi_remove_handle(multi.pointer, transfer.handle)
        transfer.transfer.finish(.failure(CancellationError()))
    }

    /// Moves what can be moved without waiting, and ends what has come to its end.
    private func move(_ active: inout [UnsafeMutableRawPointer: ActiveTransfer]) {
        var count: Int32 = 0
        curl_multi_perform(multi.pointer, &count)
        while let message = curl_multi_info_read(multi.pointer, &count) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = active[handle]
            else { continue }
            transfer.end(ccurl_result(message))
            remove(transfer, from: &active)
        }
        let now = ContinuousClock.now
        for transfer in active.values {
            guard let end = transfer.silenceEnds, end <= now else { continue }
            transfer.transfer.finish(
                .failure(HTTPError.silent(host: transfer.transfer.host, limit: transfer.transfer.request.silence)))
            remove(transfer, from: &active)
        }
    }

    /// Milliseconds until a time, rounded up, and a minute at most.
    private func pause(until end: ContinuousClock.Instant?) -> Int32 {
        guard let end else { return 60_000 }
        return Int32(min(max((end - .now) / .milliseconds(1), 0), 60_000).rounded(.up))
    }

    /// Keeps SIGPIPE from this thread: a closed connection is told by the call that finds it.
    private func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
