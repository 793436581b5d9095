import CCurl
import Files
import Foundation
import Synchronization

/// One request on its way: the driver's thread moves the bytes, a task waits for them.
final class Transfer: Sendable {
    /// Beyond this a slow reader makes the server wait.
    private static let limit = 1 << 20

    private struct State {
        var head: (status: Int, headers: HTTPHeaders)?
        var received = Data()
        /// Whether libcurl was told to wait for the reader.
        var isPaused = false
        var end: Result<Void, any Error>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    let request: HTTPRequest
    let proxy: Proxy?
    let certificates: Certificates
    private let driver: Driver
    private let state = Mutex(State())

    init(_ request: HTTPRequest, proxy: Proxy?, certificates: Certificates, driver: Driver) {
        self.request = request
        self.proxy = proxy
        self.certificates = certificates
        self.driver = driver
    }

    /// The server's name, for messages.
    var host: String { request.url.host ?? request.url.absoluteString }
}

// What a task asks for; one at a time.
extension Transfer {
    /// Waits for the head of the answer.
    ///
    /// - Throws: `HTTPError`, or `CancellationError`.
    func head() async throws -> (status: Int, headers: HTTPHeaders) {
        while true {
            let (head, end) = state.withLock { ($0.head, $0.end) }
            if let head { return head }
            try end?.get()
            await change { $0.head != nil || $0.end != nil }
        }
    }

    /// Waits for more of the body; `nil` at its end.
    ///
    /// - Throws: `HTTPError`, or `CancellationError`.
    func next() async throws -> Data? {
        while true {
            let (received, wasPaused, end) = state.withLock { state in
                defer {
                    state.received = Data()
                    state.isPaused = false
                }
                return (state.received, state.isPaused, state.end)
            }
            if wasPaused { driver.resume(self) }
            if !received.isEmpty { return received }
            if let end {
                try end.get()
                return nil
            }
            await change { !$0.received.isEmpty || $0.end != nil }
        }
    }

    /// Waits until the state is as it is wanted; cancelling ends the transfer at once.
    private func change(until isWanted: @Sendable (borrowing State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if isWanted(state) { return true }
                    state.waiter = continuation
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    /// Gives the transfer up, unless it has come to its end.
    func fail(_ error: any Error) {
        if finish(.failure(error)) { driver.remove(self) }
    }
}

// What the driver's thread tells.
extension Transfer {
    /// Notes the end, if it is the first; returns whether it is.
    @discardableResult
    func finish(_ end: Result<Void, any Error>) -> Bool {
        change { state in
            guard state.end == nil else { return false }
            state.end = end
            state.isPaused = false
            return true
        }
    }

    /// Notes the head of the answer.
    func begin(status: Int, headers: HTTPHeaders) {
        change { state in state.head = (status, headers) }
    }

    /// Notes more of the body, or returns false where the reader is behind: then the same bytes are offered again after `resume`.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        change { state in
            guard state.received.count < Self.limit else {
                state.isPaused = true
                return false
            }
            state.received.append(contentsOf: bytes)
            return true
        }
    }

    /// Whether it waits for its reader.
    var isPaused: Bool { state.withLock { $0.isPaused } }
    /// Whether it has come to its end.
    var hasEnded: Bool { state.withLock { $0.end != nil } }
    /// Whether the head of the answer is there.
    var hasHead: Bool { state.withLock { $0.head != nil } }

    private func change<Value>(_ body: (inout State) -> Value) -> Value {
        let (value, waiter) = state.withLock { state in
            let value = body(&state)
            defer { state.waiter = nil }
            return (value, state.waiter)
        }
        waiter?.resume()
        return value
    }
}
