import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

@Suite("Whatever breaks on the way down, what arrives is right", .timeLimit(.minutes(1)))
struct DownloadFaultTests {
    @Test(
        "A fault that passes",
        arguments: [
            ImitationHub.Fault(method: .get, path: "/repos/", kind: .drop),
            .init(method: .get, path: "/repos/", kind: .cut(100_000)),
            .init(method: .get, path: "/repos/", kind: .corrupt),
            .init(method: .get, path: "/repos/", kind: .status(500, [:])),
            .init(method: .get, path: "/repos/", kind: .expired),
            .init(method: .get, path: "/repos/", kind: .cut(0)),
            .init(method: .get, path: "/repos/", kind: .status(408, [:])),
            .init(method: .get, path: "/repos/", kind: .status(429, ["Retry-After": "2"])),
            .init(method: .get, path: "/resolve/", kind: .status(429, ["RateLimit": "\"resolvers\";r=0;t=1"])),
            .init(method: .get, path: "/resolve/", kind: .drop),
            .init(method: .get, path: "/resolve-cache/", kind: .corrupt),
            .init(method: .get, path: "/resolve-cache/", kind: .cut(3)),
            .init(method: .get, path: "/revision/", kind: .status(503, [:])),
            .init(method: .get, path: "/tree/", kind: .cut(10)),
            .init(method: .get, path: "/tree/", kind: .drop),
        ])
    func passes(fault: ImitationHub.Fault) async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(fault.method, fault.path, fault.kind)
            let snapshot = try await client.snapshot(of: Sample.model())
            for (path, file) in Sample.files {
                #expect(try Data(contentsOf: snapshot.folder.appending(path: path)) == file.content)
            }
            #expect(hub.state.withLock { $0.faults.isEmpty })
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A transfer that broke off goes on where it stopped, in another process too")
    func resumes() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            // A process that died left a part.
            let name = "models--alice--m/blobs/\(try #require(Sample.files["sub/model.bin"]).etag).incomplete"
            let partial = client.environment.cacheFolder.appending(path: name)
            try FileManager.default.createDirectory(
                at: partial.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Sample.large.prefix(1000).write(to: partial)
            hub.fail(.get, "/repos/", .cut(5000))
            let file = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: file) == Sample.large)
            let ranges = hub.state.withLock {
                $0.requests.filter { $0.path.first == "repos" }.map { $0.headers["range"] }
            }
            #expect(ranges.first == ["bytes=1000-"])
            #expect(ranges.count == 2)
            #expect(ranges.last != ["bytes=1000-"])
            #expect(!FileManager.default.fileExists(atPath: partial.path))
        }
    }

    @Test("A server that ignores the range sends everything again; a part of something else is found out")
    func ignoredRange() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .cut(5000))
            hub.fail(.get, "/repos/", .ignoreRange)
            let file = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: file) == Sample.large)
        }
        for wrong in [
            Data(repeating: 7, count: 1000), Data(repeating: 7, count: 300_000), Data(repeating: 7, count: 400_000),
        ] {
            try await ImitationHub.run { hub, client in
                hub.put(Sample.files, in: Sample.id)
                let name = "models--alice--m/blobs/\(try #require(Sample.files["sub/model.bin"]).etag).incomplete"
                let partial = client.environment.cacheFolder.appending(path: name)
                try FileManager.default.createDirectory(
                    at: partial.deletingLastPathComponent(), withIntermediateDirectories: true)
                try wrong.write(to: partial)
                let file = try await client.file("sub/model.bin", of: Sample.model())
                #expect(try Data(contentsOf: file) == Sample.large)
            }
        }
    }

    @Test("Damage that stays is an error, and leaves nothing in the cache")
    func corrupted() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .corrupt, times: 9)
            do {
                _ = try await client.file("sub/model.bin", of: Sample.model())
                Issue.record("no error")
            } catch HubError.corrupted(let path, let expected, let found) {
                #expect(path == "sub/model.bin")
                #expect(expected == Sample.files["sub/model.bin"]?.sha256)
                #expect(found != expected)
            }
            let blob = client.environment.cacheFolder.appending(
                path: "models--alice--m/blobs/\(try #require(Sample.files["sub/model.bin"]).etag)")
            #expect(!FileManager.default.fileExists(atPath: blob.path))
        }
    }

    @Test("What does not pass is told")
    func exhausted() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/revision/", .status(429, [:]), times: 9)
            await #expect(throws: HubError.rateLimited(host: "127.0.0.1")) {
                try await client.commit(of: Sample.model())
            }
            hub.state.withLock { $0.faults = [] }
            hub.fail(.get, "/tree/", .status(500, [:]), times: 6)
            do {
                _ = try await client.files(of: Sample.model())
                Issue.record("no error")
            } catch HubError.refused(_, let status, _, _) {
                #expect(status == 500)
            }
        }
    }

    @Test("Cancelling stops, and keeps what came")
    func cancelling() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .status(429, ["Retry-After": "600"]), times: 9)
            let model = try Sample.model()
            let task = Task { try await client.snapshot(of: model) }
            while !hub.asked.contains(where: { $0.hasPrefix("GET /repos/") }) {
                try await Task.sleep(for: .milliseconds(5))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("Two clients at once fetch a file once")
    func locked() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let model = try Sample.model()
            async let first = client.file("sub/model.bin", of: model)
            async let second = client.file("sub/model.bin", of: model)
            let files = try await [first, second]
            #expect(files[0] == files[1])
            #expect(try Data(contentsOf: files[0]) == Sample.large)
            #expect(hub.asked.filter { $0.hasPrefix("GET /repos/") }.count == 1)
        }
    }
}
