import Foundation
import HTTP
public import Synchronization

/// A proxy on 127.0.0.1 that passes on what is for 127.0.0.1 and `localhost`: by tunnel (CONNECT), or request by request.
public final class ForwardProxy: Sendable {
    /// What it was asked for, each as `METHOD TARGET`, and what was said of it.
    public let asked = Mutex<[RequestHead]>([])
    private let server = Mutex<LoopbackServer?>(nil)

    /// Begins to serve.
    ///
    /// - Parameters:
    ///   - credentials: `NAME:PASSWORD` that it wants to be told.
    ///   - refusal: the status by which it refuses everything.
    public init(credentials: String? = nil, refusal: Int? = nil) throws {
        let wanted = credentials.map { "Basic \(Data($0.utf8).base64EncodedString())" }
        let server = try LoopbackServer { [self] connection in
            while let head = RequestHead(from: connection), let body = head.body(from: connection) {
                asked.withLock { $0.append(head) }
                let isKnown = wanted == nil || head.headers.first(name: "proxy-authorization") == wanted
                if let status = isKnown ? refusal : 407 {
                    connection.write(Data("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n".utf8))
                    continue
                }
                guard Self.pass(on: head, body, of: connection) else { return }
            }
        }
        self.server.withLock { $0 = server }
    }

    /// The port that it got.
    public var port: Int { server.withLock { $0?.port ?? 0 } }

    /// Stops serving.
    public func stop() {
        let server = self.server.withLock { server in
            defer { server = nil }
            return server
        }
        server?.stop()
    }

    /// Passes a request on, and then whatever comes from either side until one closes.
    private static func pass(on head: RequestHead, _ body: Data, of connection: Connection) -> Bool {
        let isTunnel = head.method.rawValue == "CONNECT"
        let address = isTunnel ? URL(string: "http://\(head.target)") : URL(string: head.target)
        guard let address, let port = address.port, let other = try? Connection(to: port) else {
            connection.write(Data("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n".utf8))
            return true
        }
        if isTunnel {
            connection.write(Data("HTTP/1.1 200 Here\r\n\r\n".utf8))
        } else {
            let path = head.target.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
            other.write(head.text(target: String(path)) + body)
        }
        Thread.detachNewThread { other.forward(to: connection) }
        connection.forward(to: other)
        return false
    }
}
