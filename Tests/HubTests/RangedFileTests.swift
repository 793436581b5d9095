import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

private let passingFaults: [ImitationHub.Fault] = [
    .init(method: .get, path: "/resolve/", kind: .drop),
    .init(method: .get, path: "/resolve/", kind: .status(503, [:])),
    .init(method: .get, path: "/resolve/", kind: .status(429, ["Retry-After": "1"])),
    .init(method: .get, path: "/repos/", kind: .drop),
    .init(method: .get, path: "/repos/", kind: .cut(10)),
    .init(method: .get, path: "/repos/", kind: .status(500, [:])),
    .init(method: .get, path: "/repos/", kind: .expired),
    .init(method: .get, path: "/repos/", kind: .ignoreRange),
]

@Suite("Parts of a file are read by ranges", .timeLimit(.minutes(1)))
struct RangedFileTests {
    private static func large(_ hub: ImitationHub, _ client: HubClient) async throws -> RangedFile {
        let commit = hub.put(
            ["a.bin": .init(content: Sample.large, isLarge: true), "b.txt": .init(content: Data("0123456789".utf8))],
            in: Sample.id)
        return try await client.rangedFile("a.bin", of: Sample.model(), at: commit)
    }

    @Test("Any part, of large and of small files; the signed address is used again")
    func parts() async throws {
        try await ImitationHub.run { hub, client in
            let file = try await Self.large(hub, client)
            #expect(file.size == Int64(Sample.large.count))
            for range: Range<Int64> in [
                0..<4, 100..<5000, 299_990..<300_000, 299_990..<400_000, 5..<5, 400_000..<400_001,
            ] {
                let slice = Sample.large.dropFirst(Int(range.lowerBound)).prefix(range.count)
                #expect(try await file.read(range) == Data(slice))
            }
            // Nothing is asked for empty ranges; the Hub itself is asked once for the address.
            #expect(hub.asked.filter { $0.hasPrefix("GET /alice/m/resolve/") }.count == 1)
            #expect(hub.asked.filter { $0.hasPrefix("GET /repos/") }.count == 4)
            let small = try await client.rangedFile("b.txt", of: Sample.model(), at: file.commit)
            #expect(try await small.read(3..<6) == Data("345".utf8))
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A fault that passes", arguments: passingFaults)
    func passes(fault: ImitationHub.Fault) async throws {
        try await ImitationHub.run { hub, client in
            let file = try await Self.large(hub, client)
            hub.fail(fault.method, fault.path, fault.kind)
            #expect(try await file.read(1000..<2000) == Sample.large[1000..<2000])
            #expect(hub.state.withLock { $0.faults.isEmpty })
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("An address that has expired in the meantime is renewed")
    func expires() async throws {
        try await ImitationHub.run { hub, client in
            let file = try await Self.large(hub, client)
            _ = try await file.read(0..<10)
            hub.state.withLock { $0.signatures += 1 }
            #expect(try await file.read(10..<20) == Sample.large[10..<20])
            #expect(hub.asked.filter { $0.hasPrefix("GET /alice/m/resolve/") }.count == 2)
        }
    }

    @Test("A file that is not there, an entry of a listing, the cache, and reading offline")
    func others() async throws {
        try await ImitationHub.run { hub, client in
            let file = try await Self.large(hub, client)
            let model = try Sample.model()
            await #expect(throws: HubError.fileNotFound(model, revision: file.commit, path: "c")) {
                try await client.rangedFile("c", of: model, at: file.commit)
            }
            let listing = try await client.listing(of: model)
            let entry = try #require(listing.files.first)
            #expect(
                try await client.rangedFile(entry, of: model, at: listing.commit).read(0..<3) == Sample.large[0..<3])
            #expect(client.cachedFile("b.txt", of: model, at: listing.commit) == nil)
            let kept = try await client.file("b.txt", of: model)
            #expect(client.cachedFile("b.txt", of: model, at: listing.commit) == kept)
            var environment = client.environment
            environment.isOffline = true
            try await HubClient.withClient(environment) { client in
                #expect(throws: HubError.offline("read 'a.bin' of the model 'alice/m'")) {
                    try client.rangedFile(entry, of: model, at: listing.commit)
                }
                for revision in ["main", listing.commit] {
                    let noted = try await client.listing(of: model, revision: revision)
                    #expect(noted == listing)
                }
                await #expect(throws: HubError.notCached(model, revision: "v2", path: nil)) {
                    try await client.listing(of: model, revision: "v2")
                }
            }
        }
    }

    @Test("Offline, a cache without a note of all files lists those that it has")
    func withoutNote() async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id)
            let model = try Sample.model()
            // One file alone leaves no note of the others, as in Python.
            _ = try await client.file("sub/model.bin", of: model)
            var environment = client.environment
            environment.isOffline = true
            try await HubClient.withClient(environment) { client in
                let listing = try await client.listing(of: model)
                #expect(listing.commit == commit)
                #expect(listing.files.map(\.path) == ["sub/model.bin"])
                #expect(listing.files.first?.sha256 == Sample.files["sub/model.bin"]?.sha256)
                #expect(listing.files.first?.size == Int64(Sample.large.count))
            }
        }
    }
}
