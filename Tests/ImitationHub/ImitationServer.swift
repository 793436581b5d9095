import Foundation
import HTTP
import LoopbackServer

/// An HTTP server on 127.0.0.1 that answers whole requests.
public struct ImitationServer: Sendable {
    private let server: LoopbackServer

    /// The address, with the port that it got.
    public var origin: String { server.origin }

    /// Begins to serve; a port of 0 is a free one.
    public init(port: Int, _ answer: @Sendable @escaping (ServedRequest) -> ServedAnswer) throws {
        server = try LoopbackServer(port: port) { connection in
            while let head = RequestHead(from: connection), let body = head.body(from: connection) {
                let request = ServedRequest(method: head.method, uri: head.target, headers: head.headers, body: body)
                guard Self.send(answer(request), isHead: head.method == .head, over: connection) else { return }
            }
        }
    }

    /// Stops serving.
    public func stop() { server.stop() }

    /// Sends an answer, or what is left of it when it is spoiled; returns whether the connection can be used again.
    private static func send(_ answer: ServedAnswer, isHead: Bool, over connection: Connection) -> Bool {
        if case .dropped = answer.spoiling { return false }
        var headers = answer.headers
        // Neither of these has a body, nor says how long one would be.
        if headers["content-length"].isEmpty, answer.status != 304, answer.status != 204 {
            headers.add(name: "Content-Length", value: "\(answer.body.count)")
        }
        let fields = headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        connection.write(Data("HTTP/1.1 \(answer.status) \(answer.status)\r\n\(fields)\r\n".utf8))
        switch answer.spoiling {
        case .cut(let count):
            connection.write(answer.body.prefix(count))
            return false
        case .stalled(let count):
            connection.write(answer.body.prefix(count))
            // Until the other side has had enough.
            while connection.read() != nil {}
            return false
        case .dropped, nil: return isHead || connection.write(answer.body)
        }
    }
}
