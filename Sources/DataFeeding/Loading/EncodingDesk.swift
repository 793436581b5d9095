public import Audio
import Dispatch
public import SpeechDataset
import Synchronization

/// Where threads that read data leave recordings to be encoded by the thread that owns the model.
public final class EncodingDesk: Sendable {
    private final class Order: Sendable {
        let waveform: Waveform
        let codes = Mutex<Result<Codes, any Error>?>(nil)
        let isDone = DispatchSemaphore(value: 0)

        init(_ waveform: Waveform) { self.waveform = waveform }

        func finish(_ result: Result<Codes, any Error>) {
            codes.withLock { $0 = result }
            isDone.signal()
        }
    }

    private struct State {
        var isOpen = true
        var orders: [Order] = []
    }

    private let state = Mutex(State())

    /// Opens a desk.
    public init() {}

    /// Waits until the other thread has encoded a recording.
    ///
    /// - Throws: what encoding throws, and `CancellationError` when the desk is closed.
    package func codes(of waveform: Waveform) throws -> Codes {
        let order = Order(waveform)
        let isOpen = state.withLock { state in
            if state.isOpen { state.orders.append(order) }
            return state.isOpen
        }
        guard isOpen else { throw CancellationError() }
        order.isDone.wait()
        guard let result = order.codes.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    /// Encodes the recording that waits longest; false when none does.
    public func serve(_ encode: (Waveform) throws -> Codes) -> Bool {
        let order = state.withLock { $0.orders.isEmpty ? nil : $0.orders.removeFirst() }
        guard let order else { return false }
        order.finish(Result { try encode(order.waveform) })
        return true
    }

    /// Ends the waiting of all, now and later.
    public func close() {
        let orders = state.withLock { state in
            defer { state = State(isOpen: false) }
            return state.orders
        }
        for order in orders { order.finish(.failure(CancellationError())) }
    }
}
