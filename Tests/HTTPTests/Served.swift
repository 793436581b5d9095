import Foundation
import HTTP
import LoopbackServer
import Synchronization

/// A server that answers each request by a function, and notes what it was asked.
final class Served: Sendable {
    /// The requests so far, with their bodies.
    let requests = Mutex<[(head: RequestHead, body: Data)]>([])
    private let server = Mutex<LoopbackServer?>(nil)

    /// Begins to serve; a connection goes on while the function returns true.
    init(_ answer: @Sendable @escaping (RequestHead, Connection) -> Bool) throws {
        let server = try LoopbackServer { [self] connection in
            while let head = RequestHead(from: connection), let body = head.body(from: connection) {
                requests.withLock { $0.append((head, body)) }
                guard answer(head, connection) else { return }
            }
        }
        self.server.withLock { $0 = server }
    }

    var port: Int { server.withLock { $0?.port ?? 0 } }
    func url(_ path: String = "/") throws -> URL { try address("http://127.0.0.1:\(port)\(path)") }

    func stop() {
        let server = self.server.withLock { server in
            defer { server = nil }
            return server
        }
        server?.stop()
    }

    /// Runs `body` while it serves.
    static func run(
        _ answer: @Sendable @escaping (RequestHead, Connection) -> Bool, _ body: (Served) async throws -> Void
    ) async throws {
        let served = try Served(answer)
        defer { served.stop() }
        try await body(served)
    }
}

/// An address that is known to be one.
func address(_ text: String) throws -> URL {
    guard let url = URL(string: text) else { throw URLError(.badURL) }
    return url
}

extension Connection {
    /// Answers with a body.
    @discardableResult
    func answer(_ status: Int = 200, _ headers: HTTPHeaders = [:], _ body: Data = Data()) -> Bool {
        let fields = headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        return write(Data("HTTP/1.1 \(status) X\r\nContent-Length: \(body.count)\r\n\(fields)\r\n".utf8) + body)
    }

    /// Waits until the other side closes.
    func waitForEnd() { while read() != nil {} }
}

extension HTTPResponse {
    /// All of the body.
    func all() async throws -> Data {
        var bytes = Data()
        for try await piece in body { bytes.append(piece) }
        return bytes
    }
}
