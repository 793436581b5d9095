import Foundation
import HTTP
import LoopbackServer
import Synchronization
import TestSupport
import Testing

@Suite("Requests and answers", .timeLimit(.minutes(1)))
struct HTTPClientTests {
    @Test("Only what a request says is sent")
    func fields() async throws {
        try await Served.run { _, connection in
            connection.answer()
        } _: { served in
            let client = HTTPClient()
            _ = try await client.send(HTTPRequest(.get, served.url("/a/../b?c=%20d"), headers: ["X-One": "1"])).all()
            _ = try await client.send(HTTPRequest(.post, served.url(), body: .bytes(Array("text".utf8)))).all()
            let requests = served.requests.withLock { $0 }
            #expect(requests[0].head.target == "/a/../b?c=%20d")
            #expect(requests[0].head.headers.fields.map(\.name) == ["Host", "Accept", "X-One"])
            #expect(requests[1].head.headers.fields.map(\.name) == ["Host", "Accept", "Content-Length"])
            #expect(requests[1].body == Data("text".utf8))
        }
    }

    @Test("A status, fields that occur twice, and a body in chunks are read, an answer before the answer is not")
    func answer() async throws {
        let text = """
            HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 404 Not Found\r\nx-a: 1\r\nX-A:  2 \r\n\
            Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-After: 3\r\n\r\n
            """
        try await Served.run { _, connection in
            connection.write(Data(text.utf8))
        } _: { served in
            let response = try await HTTPClient().send(HTTPRequest(.get, served.url()))
            #expect(response.status == 404)
            #expect(response.headers["X-a"] == ["1", "2"])
            #expect(response.headers["link"].isEmpty)
            #expect(try await response.all() == Data("abcde".utf8))
        }
    }

    @Test("A HEAD has no body, however long the server says it is")
    func head() async throws {
        try await Served.run { _, connection in
            connection.write(Data("HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n".utf8))
        } _: { served in
            let response = try await HTTPClient().send(HTTPRequest(.head, served.url()))
            #expect(response.headers.first(name: "content-length") == "1000")
            #expect(try await response.all().isEmpty)
        }
    }

    @Test("A part of a file is sent with its length, an empty body too")
    func files() async throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try folder.file("a", bytes)
        try await Served.run { _, connection in
            connection.answer()
        } _: { served in
            let client = HTTPClient()
            _ = try await client.send(HTTPRequest(.put, served.url(), body: .file(file, 5..<290_000))).all()
            _ = try await client.send(HTTPRequest(.put, served.url())).all()
            let requests = served.requests.withLock { $0 }
            #expect(requests[0].body == Data(bytes[5..<290_000]))
            #expect(requests[0].head.headers.first(name: "content-length") == "289995")
            #expect(requests[0].head.headers["expect"].isEmpty)
            #expect(requests[1].head.headers.first(name: "content-length") == "0")
        }
    }

    @Test("A file that became shorter is told")
    func shorterFile() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("a", [1, 2, 3])
        try await Served.run { _, connection in
            connection.answer()
        } _: { served in
            await #expect(throws: HTTPError.changedBody(path: file.path)) {
                try await HTTPClient().send(HTTPRequest(.put, served.url(), body: .file(file, 0..<5)))
            }
        }
    }

    @Test("Redirects are answers like others", arguments: [301, 302, 303, 307, 308])
    func redirects(status: Int) async throws {
        try await Served.run { _, connection in
            connection.answer(status, ["Location": "/b"])
        } _: { served in
            let response = try await HTTPClient().send(HTTPRequest(.get, served.url("/a")))
            #expect(response.status == status)
            #expect(served.requests.withLock { $0.count } == 1)
        }
    }

    @Test("One connection serves request after request")
    func reuse() async throws {
        let connections = Mutex<Set<ObjectIdentifier>>([])
        try await Served.run { _, connection in
            connections.withLock { _ = $0.insert(ObjectIdentifier(connection)) }
            return connection.answer()
        } _: { served in
            let client = HTTPClient()
            for _ in 0..<5 { _ = try await client.send(HTTPRequest(.get, served.url())).all() }
            #expect(connections.withLock { $0.count } == 1)
        }
    }

    @Test("A request that a kept connection loses is not sent again")
    func once() async throws {
        let count = Mutex(0)
        try await Served.run { _, connection in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 1 ? connection.answer() : false
        } _: { served in
            let client = HTTPClient()
            _ = try await client.send(HTTPRequest(.get, served.url())).all()
            await #expect(throws: HTTPError.broken(host: "127.0.0.1", reason: "it was closed before an answer came")) {
                try await client.send(HTTPRequest(.post, served.url(), body: .bytes([1])))
            }
            #expect(count.withLock { $0 } == 2)
        }
    }

    @Test("A slow reader makes the server wait, and gets everything")
    func backPressure() async throws {
        let size = 64 << 20
        let sent = Mutex(0)
        try await Served.run { _, connection in
            connection.write(Data("HTTP/1.1 200 X\r\nContent-Length: \(size)\r\n\r\n".utf8))
            let piece = Data(repeating: 7, count: 1 << 16)
            for _ in 0..<(size >> 16) where connection.write(piece) { sent.withLock { $0 += piece.count } }
            return true
        } _: { served in
            let response = try await HTTPClient().send(HTTPRequest(.get, served.url(), silence: .milliseconds(100)))
            // Longer than the silence that is allowed to a server, which is not to blame.
            try await Task.sleep(for: .milliseconds(300))
            #expect(sent.withLock { $0 } < size / 2)
            #expect(try await response.all().count == size)
        }
    }

    @Test("Many requests at once are each answered")
    func many() async throws {
        try await Served.run { head, connection in
            connection.answer(200, [:], Data(head.target.utf8))
        } _: { served in
            let client = HTTPClient()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    let url = try served.url("/\(number)")
                    group.addTask {
                        let bytes = try await client.send(HTTPRequest(.get, url)).all()
                        #expect(bytes == Data("/\(number)".utf8))
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
