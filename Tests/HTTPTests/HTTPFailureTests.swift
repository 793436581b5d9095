import Foundation
import HTTP
import LoopbackServer
import Synchronization
import Testing

@Suite("Requests that fail, and that are given up", .timeLimit(.minutes(1)))
struct HTTPFailureTests {
    @Test("A port that nobody listens on")
    func refused() async throws {
        let server = try Served { _, _ in false }
        let url = try server.url()
        server.stop()
        await #expect(throws: HTTPError.cannotConnect(host: "127.0.0.1", reason: "Connection refused")) {
            try await HTTPClient().send(HTTPRequest(.get, url))
        }
    }

    @Test("A name without an address")
    func unknownHost() async throws {
        let url = try address("http://there.is.no.such.name.invalid/")
        await #expect(throws: HTTPError.unknownHost("there.is.no.such.name.invalid")) {
            try await HTTPClient().send(HTTPRequest(.get, url))
        }
    }

    @Test("A connection that ends before an answer, within its head or within its body")
    func broken() async throws {
        try await Served.run { head, connection in
            switch head.target {
            case "/head": connection.write(Data("HTTP/1.1 200 X\r\nContent-Len".utf8))
            case "/body": connection.write(Data("HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\nab".utf8))
            case "/chunk":
                connection.write(Data("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab".utf8))
            case "/nonsense": connection.write(Data("Good day\r\n\r\n".utf8))
            default: break
            }
            return false
        } _: { served in
            let client = HTTPClient()
            await #expect(throws: HTTPError.broken(host: "127.0.0.1", reason: "it was closed before an answer came")) {
                try await client.send(HTTPRequest(.get, served.url("/none")))
            }
            await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(.get, served.url("/nonsense"))) }
            await #expect(throws: HTTPError.self) {
                _ = try await client.send(HTTPRequest(.get, served.url("/head"))).all()
            }
            for path in ["/body", "/chunk"] {
                let response = try await client.send(HTTPRequest(.get, served.url(path)))
                var bytes = Data()
                await #expect(throws: HTTPError.broken(host: "127.0.0.1", reason: "it ended before the answer did")) {
                    for try await piece in response.body { bytes.append(piece) }
                }
                #expect(bytes == Data("ab".utf8))
            }
        }
    }

    @Test("A server that falls silent, before or within its answer, or takes no more of a body")
    func silent() async throws {
        try await Served.run { head, connection in
            if head.target == "/body" {
                connection.write(Data("HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\nab".utf8))
            }
            connection.waitForEnd()
            return false
        } _: { served in
            let client = HTTPClient()
            let limit = Duration.milliseconds(50)
            let error = HTTPError.silent(host: "127.0.0.1", limit: limit)
            await #expect(throws: error) { try await client.send(HTTPRequest(.get, served.url(), silence: limit)) }
            let response = try await client.send(HTTPRequest(.get, served.url("/body"), silence: limit))
            await #expect(throws: error) { try await response.all() }
        }
        let deaf = try LoopbackServer { connection in connection.waitUntilBroken() }
        defer { deaf.stop() }
        let body = HTTPRequest.Body.bytes([UInt8](repeating: 0, count: 64 << 20))
        await #expect(throws: HTTPError.silent(host: "127.0.0.1", limit: .milliseconds(300))) {
            try await HTTPClient().send(
                HTTPRequest(.put, address(deaf.origin), body: body, silence: .milliseconds(300)))
        }
    }

    @Test("An answer that is too late")
    func late() async throws {
        try await Served.run { _, connection in
            connection.waitForEnd()
            return false
        } _: { served in
            await #expect(throws: HTTPError.late(host: "127.0.0.1", limit: .milliseconds(50))) {
                try await HTTPClient().send(HTTPRequest(.head, served.url(), deadline: .milliseconds(50)))
            }
        }
    }

    @Test("Cancelling takes effect at once, before the answer and within it", arguments: [true, false])
    func cancelled(isWithin: Bool) async throws {
        try await Served.run { _, connection in
            if isWithin { connection.write(Data("HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\nab".utf8)) }
            connection.waitForEnd()
            return false
        } _: { served in
            let url = try served.url()
            let task = Task { try await HTTPClient().send(HTTPRequest(.get, url)).all() }
            while served.requests.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(20))
            let start = ContinuousClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - start < .seconds(1))
        }
    }

    @Test("A client that is shut down gives up what is on its way, and sends nothing more")
    func shutDown() async throws {
        try await Served.run { _, connection in
            connection.waitForEnd()
            return false
        } _: { served in
            let client = HTTPClient()
            let url = try served.url()
            let task = Task { try await client.send(HTTPRequest(.get, url)) }
            while served.requests.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
            await client.shutdown()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            await #expect(throws: CancellationError.self) { try await client.send(HTTPRequest(.get, url)) }
            await client.shutdown()
        }
    }

    @Test(
        "Other protocols than HTTP are refused", arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://a/"])
    func protocols(text: String) async throws {
        let url = try address(text)
        await #expect(throws: HTTPError.self) { try await HTTPClient().send(HTTPRequest(.get, url)) }
    }
}
