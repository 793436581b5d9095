import Foundation
import HTTP
import ImitationHub
import Randomness
import Synchronization
import Testing

@testable import Hub

@Suite("Several things break in one transfer, in any order", .timeLimit(.minutes(2)))
struct DisorderTests {
    private typealias Fault = ImitationHub.Fault
    private static let id = "datasets/alice/d"

    /// Someone else adds a file, whatever is there.
    private static func intruder(_ name: String) -> Fault {
        Fault(
            method: .post, path: "/commit/",
            kind: .before { state in
                var files = state.repos[id]?.head.files ?? [:]
                files[name] = .init(content: Data("theirs\n".utf8))
                state.commit(files, to: id, title: "Someone else")
            })
    }

    private static func upFaults() -> [Fault] {
        [
            Fault(method: .get, path: "/revision/", kind: .drop),
            Fault(method: .get, path: "/revision/", kind: .cut(3)),
            Fault(method: .post, path: "/paths-info/", kind: .status(502, [:])),
            Fault(method: .post, path: "/preupload/", kind: .doneButDropped),
            Fault(method: .post, path: "/batch", kind: .status(429, ["RateLimit": "\"api\";r=0;t=1"])),
            Fault(method: .post, path: "/batch", kind: .drop), Fault(method: .put, path: "/storage/", kind: .drop),
            Fault(method: .put, path: "/storage/", kind: .expired),
            Fault(method: .put, path: "/storage/", kind: .doneButDropped),
            Fault(method: .put, path: "/part/", kind: .status(500, [:])),
            Fault(method: .put, path: "/part/", kind: .expired),
            Fault(method: .put, path: "/part/", kind: .doneButDropped),
            Fault(method: .post, path: "/complete", kind: .doneButDropped),
            Fault(method: .post, path: "/complete", kind: .status(504, [:])),
            Fault(method: .post, path: "/verify", kind: .status(500, [:])),
            Fault(method: .post, path: "/commit/", kind: .drop),
            Fault(method: .post, path: "/commit/", kind: .status(409, [:])),
            Fault(method: .post, path: "/commit/", kind: .status(500, [:])),
            Fault(method: .post, path: "/commit/", kind: .doneButDropped), intruder("theirs-1.txt"),
            intruder("theirs-2.txt"),
        ]
    }

    private static func downFaults() -> [Fault] {
        [
            Fault(method: .get, path: "/revision/", kind: .status(503, [:])),
            Fault(method: .get, path: "/tree/", kind: .cut(20)), Fault(method: .get, path: "/tree/", kind: .drop),
            Fault(method: .get, path: "/resolve/", kind: .drop),
            Fault(method: .get, path: "/resolve/", kind: .status(429, ["Retry-After": "1"])),
            Fault(method: .get, path: "/resolve-cache/", kind: .corrupt),
            Fault(method: .get, path: "/resolve-cache/", kind: .cut(2)),
            Fault(method: .get, path: "/repos/", kind: .drop),
            Fault(method: .get, path: "/repos/", kind: .cut(100_000)),
            Fault(method: .get, path: "/repos/", kind: .cut(1)), Fault(method: .get, path: "/repos/", kind: .corrupt),
            Fault(method: .get, path: "/repos/", kind: .expired),
            Fault(method: .get, path: "/repos/", kind: .ignoreRange),
            Fault(method: .get, path: "/repos/", kind: .status(500, [:])),
        ]
    }

    @Test("Up and down again, every file arrives once and whole", arguments: 1..<25 as Range<UInt64>)
    func there(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let (up, down) = (
            Self.upFaults().shuffled(using: &generator).prefix(5),
            Self.downFaults().shuffled(using: &generator).prefix(5)
        )
        try await ImitationHub.run { hub, client in
            hub.put(["README.md": .init(content: Data("theirs\n".utf8))], in: Self.id)
            hub.state.withLock {
                $0.largestBasic = 310_000
                $0.partSize = 90_000
                $0.pageSize = 2
                $0.faults = Array(up)
            }
            let dataset = try Sample.dataset()
            let uploads = [
                Upload("README.md", .merged { ($0 ?? Data()).endsWithOurs }), Upload("a.bin", .bytes(Sample.large)),
                Upload("b.bin", .bytes(Sample.large + Sample.large)),
                Upload("c/notes.txt", .bytes(Data("hello\n".utf8))),
            ]
            let outcome = try await client.upload(uploads, to: dataset, message: "Ours")
            #expect(outcome.changed.sorted() == ["README.md", "a.bin", "b.bin", "c/notes.txt"])
            let commits = try #require(hub.state.withLock { $0.repos[Self.id]?.commits })
            #expect(commits.filter { $0.title == "Ours" }.count == 1)
            let theirs = commits.filter { $0.title == "Someone else" }.count
            let files = hub.files(of: Self.id)
            #expect(files.count == 4 + theirs)
            #expect(files["README.md"]?.content == Data("theirs\nours\n".utf8))
            #expect(files["a.bin"]?.content == Sample.large)
            #expect(files["b.bin"]?.content == Sample.large + Sample.large)

            hub.state.withLock { $0.faults = Array(down) }
            let snapshot = try await client.snapshot(of: dataset)
            #expect(snapshot.paths == files.keys.sorted())
            for (path, file) in files {
                #expect(try Data(contentsOf: snapshot.folder.appending(path: path)) == file.content)
            }
            let blobs = snapshot.folder.appending(path: "../../blobs").standardizedFileURL
            let names = try FileManager.default.contentsOfDirectory(atPath: blobs.path)
            #expect(Set(names) == Set(files.values.map(\.etag)))
            #expect(hub.violations.isEmpty)
        }
    }
}

extension Data {
    /// With our line at the end, once.
    fileprivate var endsWithOurs: Data {
        let line = Data("ours\n".utf8)
        return suffix(line.count) == line ? self : self + line
    }
}
