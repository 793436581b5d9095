public import Foundation
import HTTP
import Synchronization

/// One connection, seen from the server.
///
/// Every call waits; one thread at a time may use it.
public final class Connection: Sendable {
    private let socket: Socket
    /// What has come and is not read yet.
    private let rest = Mutex(Data())

    init(_ socket: Socket) { self.socket = socket }

    /// A connection to another server of this machine.
    public convenience init(to port: Int) throws { self.init(try Socket.connected(to: port)) }

    /// Some bytes; `nil` at the end, or when the connection breaks.
    public func read() -> Data? {
        let kept = rest.withLock { rest in
            defer { rest = Data() }
            return rest
        }
        return kept.isEmpty ? socket.read() : kept
    }

    /// Exactly so many bytes.
    public func read(count: Int) -> Data? {
        var bytes = Data()
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard let piece = read() else { return nil }
            bytes.append(piece)
        }
        put(back: bytes.dropFirst(count))
        return Data(bytes.prefix(count))
    }

    /// A line without its end.
    public func readLine() -> String? {
        var line = Data()
        while true {
            guard let piece = read() else { return nil }
            guard let end = piece.firstIndex(of: UInt8(ascii: "\n")) else {
                line.append(piece)
                continue
            }
            line.append(piece[..<end])
            put(back: piece[(end + 1)...])
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            return String(decoding: line, as: UTF8.self)
        }
    }

    /// Sends bytes, and returns whether the other side took them.
    @discardableResult
    public func write(_ bytes: Data) -> Bool { socket.write(bytes) }

    /// Waits until one side has broken it, without reading what comes.
    public func waitUntilBroken() { socket.waitUntilBroken() }

    /// Breaks the connection, for both sides.
    public func close() { socket.shutDown() }

    /// Passes on what comes to another connection until the end, and then breaks both.
    public func forward(to other: Connection) {
        while let piece = read(), other.write(piece) {}
        close()
        other.close()
    }

    private func put(back bytes: Data) { rest.withLock { $0 = Data(bytes) } }
}
