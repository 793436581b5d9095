import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

@Suite("Whatever an answer points to, the token stays with the Hub", .timeLimit(.minutes(1)))
struct RedirectTests {
    /// A server of another origin that notes what it is sent, and answers with a file.
    static func elsewhere(
        answering answer: @Sendable @escaping (ServedRequest) -> ServedAnswer = { _ in
            ServedAnswer(body: Sample.large)
        },
        _ body: (String, @Sendable () -> [ServedRequest]) async throws -> Void
    ) async throws {
        let seen = Mutex<[ServedRequest]>([])
        let server = try ImitationServer(port: 0) { request in
            seen.withLock { $0.append(request) }
            return answer(request)
        }
        defer { server.stop() }
        try await body(server.origin) { seen.withLock { $0 } }
    }

    @Test("A file that another server has comes without the token", arguments: [301, 302, 303, 307, 308])
    func toAnotherOrigin(status: Int) async throws {
        try await Self.elsewhere { origin, seen in
            try await ImitationHub.run { hub, client in
                hub.put(Sample.files, in: Sample.id, isPrivate: true)
                hub.fail(.get, "/resolve/", .status(status, ["Location": "\(origin)/x"]))
                let file = try await client.file("sub/model.bin", of: Sample.model())
                #expect(try Data(contentsOf: file) == Sample.large)
                #expect(seen().count == 1)
                #expect(seen().allSatisfy { $0.headers["authorization"].isEmpty })
            }
        }
    }

    @Test("Another server that sends back to the Hub is not given the token on the way either")
    func thereAndBack() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id, isPrivate: true)
            let back = "\(hub.endpoint)/alice/m/resolve/main/sub/model.bin"
            try await Self.elsewhere(answering: { _ in ServedAnswer(status: 302, headers: ["Location": back]) }) {
                origin, seen in
                hub.fail(.get, "/resolve/", .status(302, ["Location": "\(origin)/x"]))
                // Whoever may not see a private repository without a token is told so.
                let model = try Sample.model()
                await #expect(throws: HubError.repositoryNotFound(model, hasToken: true)) {
                    try await client.file("sub/model.bin", of: model)
                }
                #expect(seen().count == 1)
                #expect(seen().allSatisfy { $0.headers["authorization"].isEmpty })
                let last = try #require(hub.state.withLock { $0.requests.last })
                #expect(last.headers["authorization"].isEmpty)
            }
        }
    }

    @Test("Within the Hub the token goes along, whether an address is relative or absolute", arguments: [true, false])
    func withinTheHub(isRelative: Bool) async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id, isPrivate: true)
            let path = "/api/resolve-cache/models/alice/m/\(commit)/config.json"
            let location = isRelative ? path : hub.endpoint + path
            hub.fail(.head, "/resolve/", .status(307, ["Location": location]))
            hub.fail(.get, "/resolve/", .status(307, ["Location": location]))
            let file = try await client.file("config.json", of: Sample.model())
            #expect(try Data(contentsOf: file) == Sample.files["config.json"]?.content)
            let cached = hub.state.withLock { $0.requests.filter { $0.uri.contains("resolve-cache") } }
            #expect(cached.count == 2)
            #expect(cached.allSatisfy { $0.headers["authorization"] == ["Bearer hf_write"] })
        }
    }

    @Test("A redirect without end is an error", arguments: ["/alice/m/resolve/main/config.json", "//", "http://"])
    func withoutEnd(location: String) async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.head, "/resolve/", .status(302, ["Location": location]), times: 20)
            await #expect(throws: HubError.self) { try await client.file("config.json", of: Sample.model()) }
        }
    }

    @Test("Lists that go on at another server are not followed")
    func listElsewhere() async throws {
        try await Self.elsewhere { origin, seen in
            try await ImitationHub.run { hub, client in
                hub.put(Sample.files, in: Sample.id)
                hub.fail(
                    .get, "/tree/",
                    .before { state in
                        state.pageSize = 2
                    })
                hub.fail(.get, "/tree/", .status(302, ["Location": "\(origin)/tree"]))
                await #expect(throws: HubError.self) { _ = try await client.files(of: Sample.model()) }
                #expect(seen().isEmpty)
            }
        }
    }

    @Test("A question that is sent elsewhere is not asked there, and its token stays")
    func questions() async throws {
        try await Self.elsewhere { origin, seen in
            try await ImitationHub.run { hub, client in
                hub.put([:], in: "datasets/alice/d")
                let dataset = try Sample.dataset()
                for (method, path) in [
                    (HTTPMethod.get, "whoami"), (.post, "create"), (.get, "revision"), (.post, "paths-info"),
                    (.post, "preupload"), (.post, "batch"), (.post, "verify"), (.post, "/commit/"),
                ] {
                    hub.fail(method, path, .status(307, ["Location": "\(origin)/x"]))
                }
                let uploads = [Upload("a.bin", .bytes(Sample.large))]
                await #expect(throws: HubError.self) { try await client.whoami() }
                await #expect(throws: HubError.self) { try await client.create(dataset, isPrivate: true) }
                for _ in 0..<9 {
                    do {
                        _ = try await client.upload(uploads, to: dataset, message: "m")
                        break
                    } catch is HubError {
                        // One more of the answers above was met.
                    }
                }
                #expect(hub.state.withLock { $0.faults.isEmpty })
                #expect(hub.files(of: "datasets/alice/d").count == 1)
                #expect(seen().allSatisfy { $0.headers["authorization"].isEmpty })
            }
        }
    }
}
