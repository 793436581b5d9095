import Files
import Foundation
import HTTP
import Testing

@testable import ImitationHub

@Suite("The imitation notices what the Hub would not take")
struct ImitationTests {
    private static let content = Data("content\n".utf8)
    private static let large = ImitationHub.File(content: Data(repeating: 1, count: 100), isLarge: true)
    private static let addresses = Addresses(hub: "http://hub", storage: "http://storage")
    private static let type = "application/vnd.git-lfs+json"

    private static func state() -> ImitationHub.State {
        var state = ImitationHub.State()
        state.commit(
            [
                "README.md": .init(content: content), "a/x.bin": large, "a/b/y.txt": .init(content: Data("y".utf8)),
                "a/z.txt": .init(content: Data("z".utf8)),
            ], to: "datasets/alice/d")
        return state
    }

    private static func request(
        _ method: HTTPMethod, _ uri: String, _ headers: [String: String] = [:], _ body: String = "",
        token: String? = ImitationHub.writeToken
    ) -> ServedRequest {
        var all = HTTPHeaders(headers.map { ($0.key, $0.value) })
        all.add(name: "User-Agent", value: "test")
        if let token { all.add(name: "Authorization", value: "Bearer \(token)") }
        return ServedRequest(method: method, uri: uri, headers: all, body: Data(body.utf8))
    }

    private static func object(_ answer: ServedAnswer) -> [String: Any] { ServedRequest.object(answer.body) ?? [:] }

    private static let json = ["Content-Type": "application/json"]
    private static let lines = ["Content-Type": "application/x-ndjson"]
    private static let header = #"{"key":"header","value":{"summary":"m","parentCommit":"PARENT"}}"#

    @Test(
        "Requests that no client may send",
        arguments: [
            request(.post, "/api/datasets/alice/d/commit/main", json, header),
            request(.post, "/api/datasets/alice/d/commit/main", lines, #"{"key":"header","value":{"summary":"m"}}"#),
            request(.post, "/api/datasets/alice/d/commit/main", lines, header),
            request(
                .post, "/api/datasets/alice/d/commit/main", lines,
                header + "\n" + #"{"key":"file","value":{"path":"../x","encoding":"base64","content":""}}"#),
            request(
                .post, "/api/datasets/alice/d/commit/main", lines,
                header + "\n" + #"{"key":"file","value":{"path":"x.bin","encoding":"base64","content":"eA=="}}"#),
            request(
                .post, "/api/datasets/alice/d/commit/main", lines,
                header + "\n" + #"{"key":"lfsFile","value":{"path":"x.bin","algo":"sha256","oid":"ab","size":1}}"#),
            request(.post, "/api/datasets/alice/d/preupload/main", json, #"{"files":[]}"#),
            request(
                .post, "/api/datasets/alice/d/preupload/main", json,
                #"{"files":[{"path":"x","size":5,"sample":"eA=="}]}"#),
            request(.post, "/datasets/alice/d.git/info/lfs/objects/batch", json, "{}"),
            request(.post, "/datasets/alice/d.git/info/lfs/objects/verify", json, #"{"oid":"ab","size":1}"#),
            request(.post, "/api/repos/create", json, #"{"name":"x","organization":"alice"}"#),
            request(.head, "/datasets/alice/d/resolve/main/README.md"),
            request(.post, "/api/datasets/alice/d/paths-info/main", ["Content-Type": "text/plain"], "paths=x"),
            request(.get, "/api/complete_multipart?Expires=1&Signature=x"),
            request(.get, "/nothing"),
        ])
    func violations(request: ServedRequest) {
        var state = Self.state()
        var request = request
        let head = state.repos["datasets/alice/d"]?.head.id ?? ""
        request.body = Data(String(decoding: request.body, as: UTF8.self).replacing("PARENT", with: head).utf8)
        let answer = state.serveHub(request, addresses: Self.addresses)
        #expect(answer.status == 400 || answer.status == 422)
        #expect(state.violations.count == 1)
        #expect(state.repos["datasets/alice/d"]?.head.id == head)
    }

    @Test("The storage takes signed addresses alone, without a token, and the content that was announced")
    func storage() {
        var state = Self.state()
        let sha = Digest.of(Self.content).hexadecimal
        let path = state.signed("", "/storage/\(sha)")
        let length = ["Content-Length": "\(Self.content.count)"]
        let text = String(decoding: Self.content, as: UTF8.self)
        func put(_ uri: String, _ headers: [String: String], _ body: String, token: String? = nil) -> Int {
            state.serveStorage(Self.request(.put, uri, headers, body, token: token)).status
        }
        #expect(put(path, length, text, token: ImitationHub.writeToken) == 400)
        #expect(put(path.replacing("Signature=", with: "Signature=0"), length, text) == 400)
        #expect(put(path, [:], text) == 400)
        #expect(put(path, ["Transfer-Encoding": "chunked"], text) == 400)
        #expect(put(path, length, "CONTENT\n") == 400)
        #expect(state.violations.count == 5)
        #expect(state.storage[sha] == nil)
        #expect(put(path, length, text) == 200)
        #expect(state.storage[sha] == Self.content)
        state.signatures += 1
        #expect(put(path, length, text) == 403)
        #expect(state.violations.count == 5)
    }

    @Test(
        "Ranges are those of HTTP",
        arguments: [
            (nil, 200, "content\n", nil), ("bytes=2-4", 206, "nte", "bytes 2-4/8"),
            ("bytes=5-", 206, "nt\n", "bytes 5-7/8"),
            ("bytes=-3", 206, "nt\n", "bytes 5-7/8"), ("bytes=-99", 206, "content\n", "bytes 0-7/8"),
            ("bytes=6-99", 206, "t\n", "bytes 6-7/8"), ("bytes=8-", 416, "", "bytes */8"),
            ("bytes=4-2", 416, "", "bytes */8"),
            ("bytes=-0", 416, "", "bytes */8"), ("bytes=x-", 416, "", "bytes */8"),
        ] as [(String?, Int, String, String?)])
    func ranges(range: String?, status: Int, body: String, header: String?) {
        let answer = ServedAnswer.content(
            Self.content, for: Self.request(.get, "/x", range.map { ["Range": $0] } ?? [:]), headers: [:])
        #expect(answer.status == status)
        #expect(String(decoding: answer.body, as: UTF8.self) == body)
        #expect(answer.headers.first(name: "content-range") == header)
    }

    @Test("Lists have folders and pages, one level or all")
    func lists() throws {
        var state = Self.state()
        state.pageSize = 2
        func list(_ uri: String) throws -> (paths: [String], next: String?) {
            let answer = state.serveHub(Self.request(.get, uri), addresses: Self.addresses)
            let entries = try JSONSerialization.jsonObject(with: answer.body) as? [[String: Any]]
            return ((entries ?? []).compactMap { $0["path"] as? String }, answer.headers.first(name: "link"))
        }
        let root = "/api/datasets/alice/d/tree/main"
        #expect(try list(root).paths == ["README.md", "a"])
        #expect(try list("\(root)/a").paths == ["a/b", "a/x.bin"])
        #expect(try list("\(root)/a").next == "<http://hub\(root)/a?cursor=2>; rel=\"next\"")
        #expect(try list("\(root)/a?cursor=2").paths == ["a/z.txt"])
        #expect(try list("\(root)/a?cursor=2").next == nil)
        #expect(try list("\(root)?recursive=true&cursor=2").paths == ["a/b", "a/b/y.txt"])
        #expect(state.serveHub(Self.request(.get, "\(root)/nothing"), addresses: Self.addresses).status == 404)
        #expect(state.violations.isEmpty)
    }

    @Test("Paths are asked for as a form and as JSON")
    func paths() throws {
        var state = Self.state()
        for (headers, body) in [
            (["Content-Type": "application/x-www-form-urlencoded"], "paths=a%2Fx.bin&paths=nope&paths=a&expand=false"),
            (Self.json, #"{"paths":["a/x.bin","nope","a"],"expand":false}"#),
        ] {
            let answer = state.serveHub(
                Self.request(.post, "/api/datasets/alice/d/paths-info/main", headers, body), addresses: Self.addresses)
            let entries = try #require(JSONSerialization.jsonObject(with: answer.body) as? [[String: Any]])
            #expect(entries.map { $0["type"] as? String } == ["file", "directory"])
            #expect((entries[0]["lfs"] as? [String: Any])?["oid"] as? String == Self.large.sha256)
        }
    }

    @Test("A commit on top of another than the last is refused, as is one of a file that is not there")
    func commits() {
        var state = Self.state()
        let old = state.repos["datasets/alice/d"]?.head.id ?? ""
        let new = state.commit(["README.md": .init(content: Self.content)], to: "datasets/alice/d")
        func commit(_ parent: String, _ line: String) -> Int {
            state.serveHub(
                Self.request(
                    .post, "/api/datasets/alice/d/commit/main", Self.lines,
                    Self.header.replacing("PARENT", with: parent) + "\n" + line), addresses: Self.addresses
            ).status
        }
        let line = #"{"key":"file","value":{"path":"n.txt","encoding":"base64","content":"eA=="}}"#
        #expect(commit(old, line) == 412)
        #expect(commit(new, #"{"key":"deletedFile","value":{"path":"nope"}}"#) == 404)
        #expect(state.violations.isEmpty)
        #expect(commit(new, line) == 200)
        #expect(state.repos["datasets/alice/d"]?.head.files["n.txt"]?.content == Data("x".utf8))
    }

    @Test("Content that the client has is not sent again, and a pointer is git's own")
    func etags() {
        var state = Self.state()
        let known = ["If-None-Match": "\"\(Self.large.sha256)\""]
        let answer = state.serveHub(
            Self.request(.get, "/datasets/alice/d/resolve/main/a/x.bin", known), addresses: Self.addresses)
        #expect(answer.status == 304)
        // printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 100\n' ... | git hash-object --stdin
        #expect(Self.large.gitHash == "1d74794a582ab8a8cb006dda120786d2a3c3735d")
        #expect(ImitationHub.File(content: Data("hello\n".utf8)).gitHash == "ce013625030ba8dba906f756967f9e9ca394464a")
    }
}
