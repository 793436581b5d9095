import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

@Suite("What a user names becomes a folder", .timeLimit(.minutes(1)))
struct FolderTests {
    @Test("A folder is itself; of a repository only what is wanted is fetched, at the revision that is named")
    func folders() async throws {
        try await ImitationHub.run { hub, client in
            let here = FileManager.default.temporaryDirectory
            let same = try await client.folder(here.path, expecting: .model)
            #expect(same.path == here.path)
            #expect(hub.asked.isEmpty)
            let first = hub.put(Sample.files, in: Sample.id)
            hub.put(["other.json": .init(content: Data("{}".utf8))], in: Sample.id)
            let folder = try await client.folder("alice/m@\(first)", expecting: .model, matching: ["*.json"])
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { $0.hasSuffix(".json") })
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path))
            let newest = try await client.folder("alice/m", expecting: .model)
            #expect(try FileManager.default.contentsOfDirectory(atPath: newest.path) == ["other.json"])
        }
    }

    @Test("What is of the other kind, has nothing that is needed, or is not there is told")
    func refusals() async throws {
        try await ImitationHub.run { hub, client in
            let model = try Sample.model()
            hub.put(Sample.files, in: Sample.id)
            hub.put(Sample.files, in: "datasets/alice/d")
            await #expect(throws: HubError.nothingMatches(model, revision: "main", patterns: ["*.parquet"])) {
                try await client.folder("alice/m", expecting: .model, matching: ["*.parquet"])
            }
            let wrong = try #require(Repository(.model, owner: "alice", name: "d"))
            for text in ["alice/d", "datasets/alice/d"] {
                await #expect(throws: HubError.wrongKind(wrong, found: .dataset)) {
                    try await client.folder(text, expecting: .model)
                }
            }
            await #expect(throws: HubError.wrongKind(wrong, found: .dataset)) {
                try await client.file("config.json", of: wrong)
            }
            await #expect(throws: HubError.missingFolder("./nowhere")) {
                try await client.folder("./nowhere", expecting: .model)
            }
        }
    }

    @Test("What would do something to a terminal is left out of a warning")
    func controlCharacters() {
        let told = Mutex<[String]>([])
        WarningLog { text in told.withLock { $0.append(text) } }.note([
            "X-HF-Warning": "a; \u{1B}[31mred\u{7} "
        ])
        #expect(told.withLock { $0 } == ["[31mred"])
    }

    @Test("What the Hub warns of is told, each topic once")
    func warnings() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let told = Mutex<[String]>([])
            let warning: HTTPHeaders = [
                "X-HF-Warning": "old; Your client is old", "X-HF-Warning": "; ", "X-HF-Warning": "No topic",
            ]
            var environment = client.environment
            environment.tell = { notice in told.withLock { $0.append(notice.description) } }
            try await HubClient.withClient(environment, retries: .quick) { client in
                for _ in 0..<2 {
                    hub.fail(.get, "/revision/", .status(503, warning))
                    _ = try await client.commit(of: Sample.model())
                }
            }
            #expect(told.withLock { $0 } == ["The Hub says: Your client is old", "The Hub says: No topic"])
        }
    }

    @Test("A download that pauses for too long is told")
    func timeout() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            var environment = client.environment
            environment.downloadTimeout = .milliseconds(50)
            try await HubClient.withClient(environment, retries: RetryPolicy(pauses: [])) { client in
                hub.fail(.get, "/repos/", .stall(10))
                do {
                    _ = try await client.file("sub/model.bin", of: Sample.model())
                    Issue.record("no error")
                } catch HubError.unreachable(let cause) {
                    #expect(cause == .silent(host: "127.0.0.1", limit: .milliseconds(50)))
                }
            }
        }
    }

    @Test("A server that was never there is given up soon, one that was there is not")
    func unreachable() async throws {
        try await ImitationHub.run { hub, client in
            let policy = RetryPolicy(pauses: Array(repeating: .milliseconds(1), count: 5))
            let unconnected = HTTPError.cannotConnect(host: "127.0.0.1", reason: "Connection refused")
            let slow = HTTPError.slowConnection(host: "127.0.0.1", limit: .seconds(10))
            func attempts(_ error: any Error, _ url: URL) async -> Int {
                var count = 0
                _ = try? await policy.retrying {
                    count += 1
                    throw client.transport.sorted(error, from: url)
                }
                return count
            }
            let url = client.transport.address("api/whoami-v2")
            #expect(await attempts(unconnected, url) == 3)
            #expect(await attempts(slow, url) == 3)
            #expect(await attempts(HTTPError.broken(host: "127.0.0.1", reason: "why"), url) == 6)
            _ = try await client.whoami()
            #expect(await attempts(unconnected, url) == 6)
        }
    }
}
