import Foundation
import Synchronization

/// Takes connections on a port of 127.0.0.1, each on a thread of its own, until it is stopped.
public final class LoopbackServer: Sendable {
    private let socket: Socket
    private let connections = Mutex<(open: [ObjectIdentifier: Connection], isStopped: Bool)>(([:], false))

    /// The port that it got.
    public let port: Int
    /// The address, with the port.
    public var origin: String { "http://127.0.0.1:\(port)" }

    /// Begins to serve; a port of 0 is a free one.
    public init(port: Int = 0, _ serve: @Sendable @escaping (Connection) -> Void) throws {
        socket = try Socket.listening(on: port)
        self.port = socket.port
        Thread.detachNewThread { [self] in
            while let accepted = socket.accept() {
                let connection = Connection(accepted)
                Thread.detachNewThread { [self] in
                    guard add(connection) else { return }
                    serve(connection)
                    connection.close()
                    remove(connection)
                }
            }
        }
    }

    /// Takes no more connections, and breaks those that there are.
    public func stop() {
        socket.shutDown()
        let open = connections.withLock { state in
            state.isStopped = true
            return state.open.values
        }
        for connection in open { connection.close() }
    }

    private func add(_ connection: Connection) -> Bool {
        connections.withLock { state in
            if !state.isStopped { state.open[ObjectIdentifier(connection)] = connection }
            return !state.isStopped
        }
    }

    private func remove(_ connection: Connection) {
        connections.withLock { $0.open[ObjectIdentifier(connection)] = nil }
    }
}
