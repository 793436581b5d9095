import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

/// A repository with small files, an empty one and a large one.
enum Sample {
    static let id = "models/alice/m"
    static let large = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    static let files: [String: ImitationHub.File] = [
        "config.json": .init(content: Data("{\"a\": 1}".utf8)),
        "empty.txt": .init(content: Data()),
        "sub/a b#ç.txt": .init(content: Data("hello\n".utf8)),
        "sub/model.bin": .init(content: large, isLarge: true),
    ]

    static func model() throws -> Repository { try #require(Repository(.model, owner: "alice", name: "m")) }
    static func dataset() throws -> Repository { try #require(Repository(.dataset, owner: "alice", name: "d")) }
}

@Suite("Files come down, whole, into Python's cache", .timeLimit(.minutes(1)))
struct DownloadTests {
    @Test("A snapshot has every file, links to blobs and notes of the commit")
    func snapshot() async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id)
            hub.state.withLock { $0.pageSize = 2 }
            let last = Mutex<TransferProgress?>(nil)
            let snapshot = try await client.snapshot(of: Sample.model()) { progress in last.withLock { $0 = progress } }
            #expect(snapshot.commit == commit)
            #expect(snapshot.paths == Sample.files.keys.sorted())
            for (path, file) in Sample.files {
                let url = snapshot.folder.appending(path: path)
                #expect(try Data(contentsOf: url) == file.content)
                let target = try FileManager.default.destinationOfSymbolicLink(atPath: url.path)
                #expect(target == (path.contains("/") ? "../" : "") + "../../blobs/\(file.etag)")
            }
            let folder = client.environment.cacheFolder.appending(path: "models--alice--m")
            #expect(try String(contentsOf: folder.appending(path: "refs/main"), encoding: .utf8) == commit)
            let tree = try JSONSerialization.jsonObject(
                with: Data(contentsOf: folder.appending(path: "trees/\(commit).json")))
            let entries = (tree as? [String: Any])?["files"] as? [String: [String: Any]]
            #expect(entries?["sub/model.bin"]?["lfs_sha256"] as? String == Sample.files["sub/model.bin"]?.sha256)
            let tag = try String(
                contentsOf: client.environment.cacheFolder.appending(path: "CACHEDIR.TAG"), encoding: .utf8)
            #expect(tag.hasPrefix("Signature: 8a477f597d28d172789f06886806bc55\n"))
            let blobs = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "blobs").path)
            #expect(Set(blobs) == Set(Sample.files.values.map(\.etag)))
            let total = Sample.files.values.reduce(0) { $0 + Int64($1.content.count) }
            #expect(
                last.withLock { $0 }
                    == TransferProgress(completedFiles: 4, totalFiles: 4, completedBytes: total, totalBytes: total))
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("What is there is not fetched again; patterns choose")
    func again() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let chosen = try await client.snapshot(of: Sample.model(), matching: ["*.json"]).paths
            #expect(chosen == ["config.json"])
            _ = try await client.snapshot(of: Sample.model())
            _ = try await client.snapshot(of: Sample.model())
            #expect(hub.asked.filter { $0.hasPrefix("GET /repos/") }.count == 1)
            #expect(hub.asked.filter { $0.hasSuffix("/config.json") }.count == 2)
        }
    }

    @Test("The token goes to the Hub alone")
    func token() async throws {
        try await ImitationHub.run(token: ImitationHub.readToken) { hub, client in
            hub.put(Sample.files, in: Sample.id, isPrivate: true)
            _ = try await client.snapshot(of: Sample.model())
            let requests = hub.state.withLock { $0.requests }
            for request in requests {
                let isStorage = request.path.first == "repos"
                #expect(request.headers["authorization"] == (isStorage ? [] : ["Bearer hf_read"]))
            }
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("One file by its revision; a commit's file needs no network the second time")
    func oneFile() async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id)
            for path in Sample.files.keys.sorted() {
                let url = try await client.file(path, of: Sample.model())
                #expect(try Data(contentsOf: url) == Sample.files[path]?.content)
            }
            let count = hub.asked.count
            _ = try await client.file("sub/model.bin", of: Sample.model(), revision: commit)
            #expect(hub.asked.count == count)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A file that is not there is noted, and not asked for again at this commit")
    func missingFile() async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id)
            let model = try Sample.model()
            await #expect(throws: HubError.fileNotFound(model, revision: "main", path: "no/such")) {
                try await client.file("no/such", of: model)
            }
            let count = hub.asked.count
            await #expect(throws: HubError.fileNotFound(model, revision: commit, path: "no/such")) {
                try await client.file("no/such", of: model, revision: commit)
            }
            #expect(hub.asked.count == count)
        }
    }

    @Test("Offline: the cache serves what it has, and says what it has not")
    func offline() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let model = try Sample.model()
            let online = try await client.snapshot(of: model, matching: ["*.json", "empty.txt"])
            let count = hub.asked.count
            var environment = client.environment
            environment.isOffline = true
            try await HubClient.withClient(environment) { client in
                let offlineFolder = try await client.snapshot(of: model, matching: ["*.json"]).folder
                #expect(offlineFolder == online.folder)
                let offlineFile = try await client.file("config.json", of: model)
                #expect(offlineFile == online.folder.appending(path: "config.json"))
                await #expect(throws: HubError.notCached(model, revision: "main", path: "sub/a b#ç.txt")) {
                    try await client.snapshot(of: model)
                }
                await #expect(throws: HubError.notCached(model, revision: "v1", path: "config.json")) {
                    try await client.file("config.json", of: model, revision: "v1")
                }
                await #expect(throws: HubError.offline("ask whom the token belongs to")) { try await client.whoami() }
            }
            #expect(hub.asked.count == count)
        }
    }

    @Test("Without an answer the cache is good enough; without a cache the reason is told")
    func unreachable() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let model = try Sample.model()
            let online = try await client.snapshot(of: model)
            hub.fail(.get, "/api/", .drop, times: 12)
            hub.fail(.head, "/alice/", .drop, times: 12)
            let cachedSnapshot = try await client.snapshot(of: model)
            #expect(cachedSnapshot == online)
            let cachedFile = try await client.file("config.json", of: model)
            #expect(cachedFile == online.folder.appending(path: "config.json"))
            do {
                _ = try await client.snapshot(of: #require(Repository(.model, owner: "alice", name: "other")))
                Issue.record("no error")
            } catch HubError.unreachable(let cause) {
                #expect(cause == .broken(host: "127.0.0.1", reason: "it was closed before an answer came"))
            }
        }
    }

    @Test("A path that leads out of the repository is refused", arguments: ["../x", "/x", "a//b", "a/./b", "", "a/.."])
    func unsafePaths(path: String) async throws {
        try await ImitationHub.run { hub, client in
            await #expect(throws: HubError.unsafePath(path)) { try await client.file(path, of: Sample.model()) }
            await #expect(throws: HubError.unsafePath(path)) {
                try await client.snapshot(of: Sample.model(), revision: path)
            }
            hub.put([path: .init(content: Data("x".utf8))], in: Sample.id)
            await #expect(throws: HubError.unsafePath(path)) { try await client.snapshot(of: Sample.model()) }
        }
    }

    @Test("A cache that cannot be written is told")
    func unwritable() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            var environment = client.environment
            environment.cacheFolder = URL(filePath: "/dev/null/hub")
            try await HubClient.withClient(environment) { client in
                do {
                    _ = try await client.file("config.json", of: Sample.model())
                    Issue.record("no error")
                } catch HubError.cannotWrite(let path, _) {
                    #expect(path.hasPrefix("/dev/null/hub"))
                }
            }
        }
    }
}
