import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Processes of their own: how much memory they take, and what is left when they are killed", .serialized)
struct OtherProcessTests {
    /// More bytes than a process may take beyond what it had before.
    private static let limit = 96 << 20
    private static let large = 300 << 20

    @Test("Files of 300 MB go up and come down in bounded memory, several at a time", .timeLimit(.minutes(5)))
    func memory() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "large-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Three that are not the same, none of which compresses or is all zeros.
        for (number, size) in [Self.large, Self.large / 4, Self.large / 4].enumerated() {
            let piece = Data((0..<(1 << 20)).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 9) ^ number) })
            let file = folder.appending(path: "\(number).bin")
            try Data().write(to: file)
            let handle = try FileHandle(forWritingTo: file)
            for _ in 0..<(size >> 20) { try handle.write(contentsOf: piece) }
            try handle.close()
        }
        try await ImitationHub.serving { hub in
            hub.put([:], in: "datasets/alice/d")
            hub.state.withLock {
                $0.largestBasic = Self.large / 2
                $0.partSize = 16 << 20
            }
            await #expect(processExitsWith: .success) {
                [endpoint = hub.endpoint as String, path = folder.path as String] in
                let dataset = try Sample.dataset()
                try await Self.client(of: endpoint, cache: "\(path)/cache") { client in
                    let uploads = try Upload.folder(URL(filePath: path))
                    try await Self.bounded("up") { _ = try await client.upload(uploads, to: dataset, message: "m") }
                    try await Self.bounded("down") { _ = try await client.snapshot(of: dataset) }
                }
            }
            #expect(hub.files(of: "datasets/alice/d").values.map(\.content.count).max() == Self.large)
            for number in 0..<3 {
                let there = hub.files(of: "datasets/alice/d")["\(number).bin"]
                let snapshots = folder.appending(path: "cache/datasets--alice--d/snapshots")
                let commit = try #require(hub.state.withLock { $0.repos["datasets/alice/d"]?.head.id })
                let here = try Data(contentsOf: snapshots.appending(path: "\(commit)/\(number).bin"))
                #expect(there?.content == here)
            }
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A download that was killed goes on in the next process", .timeLimit(.minutes(2)))
    func killedDownload() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .stall(123_456))
            let cache = client.environment.cacheFolder.path
            let etag = try #require(Sample.files["sub/model.bin"]).etag
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [endpoint = hub.endpoint as String, path = cache as String, etag = etag as String] in
                let model = try Sample.model()
                try await Self.client(of: endpoint, cache: path) { client in
                    async let file = client.file("sub/model.bin", of: model)
                    let part = URL(filePath: path).appending(path: "models--alice--m/blobs/\(etag).incomplete")
                    // Ten seconds at most: what is not there by then does not come.
                    for _ in 0..<2000 where part.fileSize != 123_456 { try await Task.sleep(for: .milliseconds(5)) }
                    kill(getpid(), SIGKILL)
                    _ = try await file
                }
            }
            let file = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: file) == Sample.large)
            let ranges = hub.state.withLock {
                $0.requests.filter { $0.path.first == "repos" }.map { $0.headers["range"] }
            }
            #expect(ranges == [[], ["bytes=123456-"]])
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("An upload that was killed does not send again what is stored", .timeLimit(.minutes(2)))
    func killedUpload() async throws {
        try await ImitationHub.run { hub, client in
            hub.put([:], in: "datasets/alice/d")
            let uploads = (0..<6).map { Upload("\($0).bin", .bytes(Sample.large + [UInt8($0)])) }
            // Four go up at once: the fifth is reached when one of them is stored.
            for number in 0..<6 {
                let name = ImitationHub.File(content: Sample.large + [UInt8(number)]).sha256
                if number >= 4 { hub.fail(.put, "/storage/\(name)", .stall(0)) }
            }
            let cache = client.environment.cacheFolder.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [endpoint = hub.endpoint as String, path = cache as String] in
                let dataset = try Sample.dataset()
                let uploads = (0..<6).map { Upload("\($0).bin", .bytes(Sample.large + [UInt8($0)])) }
                try await Self.client(of: endpoint, cache: path) { client in
                    _ = try await client.upload(uploads, to: dataset, message: "m") { progress in
                        if progress.completedFiles == 4 { kill(getpid(), SIGKILL) }
                    }
                }
            }
            #expect(hub.commitCount(of: "datasets/alice/d") == 1)
            let stored = hub.state.withLock { $0.storage.count }
            #expect(stored >= 4)
            hub.state.withLock {
                $0.faults = []
                $0.requests = []
            }
            let outcome = try await client.upload(uploads, to: Sample.dataset(), message: "m")
            #expect(outcome.changed.count == 6)
            #expect(hub.asked.filter { $0.hasPrefix("PUT ") }.count == 6 - stored)
            #expect(hub.commitCount(of: "datasets/alice/d") == 2)
            #expect(hub.violations.isEmpty)
        }
    }

    private static func client(
        of endpoint: String, cache: String, _ body: (HubClient) async throws -> Void
    ) async throws {
        let environment = HubEnvironment(
            endpoint: endpoint, token: try AccessToken(ImitationHub.writeToken, source: "test"),
            cacheFolder: URL(filePath: cache))
        try await HubClient.withClient(environment, retries: .quick, silence: .seconds(10)) { try await body($0) }
    }

    /// Ends the process unless `body` keeps within the limit.
    private static func bounded(_ what: String, _ body: () async throws -> Void) async throws {
        // The peak begins anew.
        try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let before = try memory("VmRSS:")
        try await body()
        let growth = try memory("VmHWM:") - before
        FileHandle.standardError.write(Data("\(what): \(growth >> 20) MB\n".utf8))
        precondition(growth < limit, "\(what): \(growth >> 20) MB")
    }

    private static func memory(_ field: String) throws -> Int {
        let text = try String(contentsOf: URL(filePath: "/proc/self/status"), encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(field) })
        return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) << 10
    }
}
