import Foundation

/// A connection, or a place that takes them, on 127.0.0.1.
///
/// Every call waits.
final class Socket: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A place that takes connections; a port of 0 is a free one.
    static func listening(on port: Int) throws -> Socket {
        let socket = Socket(Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        var yes: Int32 = 1
        setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = withAddress(port) { bind(socket.descriptor, $0, $1) }
        guard result == 0, listen(socket.descriptor, 128) == 0 else { throw POSIXError(.EADDRINUSE) }
        return socket
    }

    /// A connection to a port of 127.0.0.1.
    static func connected(to port: Int) throws -> Socket {
        let socket = Socket(Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        guard withAddress(port, { connect(socket.descriptor, $0, $1) }) == 0 else { throw POSIXError(.ECONNREFUSED) }
        return socket
    }

    /// The port that a listening place has.
    var port: Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection; `nil` after `shutDown`.
    func accept() -> Socket? {
        while true {
            let new = Foundation.accept(descriptor, nil, nil)
            if new >= 0 {
                _ = fcntl(new, F_SETFD, FD_CLOEXEC)
                return Socket(new)
            }
            if errno != EINTR, errno != ECONNABORTED { return nil }
        }
    }

    /// Some bytes; `nil` at the end, or when the connection breaks.
    func read(upTo count: Int = 1 << 18) -> Data? {
        var bytes = Data(count: count)
        let size = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        return size > 0 ? bytes.prefix(size) : nil
    }

    /// Sends all bytes, and returns whether the other side took them.
    @discardableResult
    func write(_ bytes: Data) -> Bool {
        bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) -> Bool in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let size = send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
                if size <= 0 { return false }
                rest = rest.dropFirst(size)
            }
            return true
        }
    }

    /// POLLRDHUP, which Swift does not know.
    private static let hangUp: Int16 = 0x2000

    /// Waits until one side has ended it, without reading.
    func waitUntilBroken() {
        var wish = pollfd(fd: descriptor, events: Self.hangUp, revents: 0)
        while poll(&wish, 1, -1) < 0, errno == EINTR {}
    }

    /// Ends all waiting on it.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
