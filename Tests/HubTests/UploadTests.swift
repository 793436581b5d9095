import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

@Suite("Files go up once, in one commit", .timeLimit(.minutes(1)))
struct UploadTests {
    static let id = "datasets/alice/d"

    static func uploads() -> [Upload] {
        [
            Upload(
                "README.md",
                .merged { Data(($0.map { String(decoding: $0, as: UTF8.self) } ?? "").mergedLine("ours").utf8) }),
            Upload("a/train.parquet", .bytes(Sample.large)),
            Upload("a/notes.txt", .bytes(Data("hello\n".utf8))),
            Upload("empty.bin", .bytes(Data())),
        ]
    }

    @Test("Whom the token belongs to")
    func whoami() async throws {
        try await ImitationHub.run { _, client in
            let account = try await client.whoami()
            #expect(account == Account(name: "alice", organizations: ["myorg"], role: "write"))
        }
    }

    @Test("A repository is created once; one that exists is fine")
    func create() async throws {
        try await ImitationHub.run { hub, client in
            let isNew = try await client.create(Sample.dataset(), isPrivate: true)
            #expect(isNew)
            let isNewAgain = try await client.create(Sample.dataset(), isPrivate: true)
            #expect(!isNewAgain)
            #expect(hub.state.withLock { $0.repos[Self.id]?.isPrivate } == true)
            let isNewModel = try await client.create(Sample.model(), isPrivate: false)
            #expect(isNewModel)
            #expect(hub.state.withLock { $0.repos[Sample.id]?.isPrivate } == false)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("Who may not write is told so, but for a repository that exists")
    func readOnly() async throws {
        try await ImitationHub.run(token: ImitationHub.readToken) { hub, client in
            let dataset = try Sample.dataset()
            await #expect(
                throws: HubError.noWriteAccess(
                    dataset, reason: "You don't have the rights to do this: this token has role \"read\"")
            ) {
                try await client.create(dataset, isPrivate: true)
            }
            hub.put([:], in: Self.id)
            let isNew = try await client.create(dataset, isPrivate: true)
            #expect(!isNew)
            await #expect(
                throws: HubError.noWriteAccess(
                    dataset, reason: "You don't have the rights to do this: this token has role \"read\"")
            ) {
                try await client.upload(Self.uploads(), to: dataset, message: "m")
            }
        }
    }

    @Test("Large, small, empty and merged files arrive; nothing is sent twice; what is ignored stays out")
    func upload() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(
                [
                    "README.md": .init(content: Data("theirs\n".utf8)), "old.txt": .init(content: Data("x".utf8)),
                    ".gitignore": .init(content: Data("*.tmp\n".utf8)),
                ],
                in: Self.id)
            let dataset = try Sample.dataset()
            let uploads = Self.uploads() + [Upload("x.tmp", .bytes(Data("x".utf8)))]
            let outcome = try await client.upload(
                uploads, deleting: ["old.txt", "never.txt"], to: dataset, message: "m")
            #expect(
                outcome.changed.sorted() == ["README.md", "a/notes.txt", "a/train.parquet", "empty.bin", "old.txt"])
            #expect(outcome.ignored == ["x.tmp"])
            let files = hub.files(of: Self.id)
            #expect(files["README.md"]?.content == Data("theirs\nours\n".utf8))
            #expect(files["a/train.parquet"] == .init(content: Sample.large, isLarge: true))
            #expect(files["empty.bin"] == .init(content: Data()))
            #expect(files["old.txt"] == nil)
            let again = try await client.upload(Self.uploads(), to: dataset, message: "m")
            #expect(again.commit == outcome.commit)
            #expect(again.changed.isEmpty)
            #expect(again.unchanged.count == 4)
            #expect(hub.asked.filter { $0.hasPrefix("PUT ") }.count == 1)
            #expect(hub.commitCount(of: Self.id) == 2)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A folder of files goes up in parts where they are large, and comes down again")
    func folder() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "up-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for path in ["a/x.bin", "b.txt", ".git/config", ".cache/y"] {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Sample.large.write(to: file)
        }
        try await ImitationHub.run { hub, client in
            hub.put([:], in: Self.id)
            hub.state.withLock {
                $0.largestBasic = 1000
                $0.partSize = 70_000
            }
            hub.fail(.put, "/part/", .status(500, [:]))
            hub.fail(.put, "/part/", .drop)
            let dataset = try Sample.dataset()
            let last = Mutex<TransferProgress?>(nil)
            let outcome = try await client.upload(Upload.folder(folder, as: "p"), to: dataset, message: "m") {
                progress in
                last.withLock { $0 = progress }
            }
            let expected = TransferProgress(
                completedFiles: 1, totalFiles: 1, completedBytes: 300_000, totalBytes: 300_000)
            #expect(last.withLock { $0 } == expected)
            #expect(outcome.changed == ["p/a/x.bin", "p/b.txt"])
            #expect(hub.violations.isEmpty)
            let snapshot = try await client.snapshot(of: dataset)
            #expect(try Data(contentsOf: snapshot.folder.appending(path: "p/a/x.bin")) == Sample.large)
        }
    }

    @Test("What cannot be uploaded is told before anything is sent")
    func refusals() async throws {
        try await ImitationHub.run { hub, client in
            hub.put([:], in: Self.id)
            let dataset = try Sample.dataset()
            let one = Upload("a", .bytes(Data()))
            await #expect(throws: HubError.duplicatePath("a")) {
                try await client.upload([one, one], to: dataset, message: "m")
            }
            await #expect(throws: HubError.unsafePath("../a")) {
                try await client.upload([Upload("../a", .bytes(Data()))], to: dataset, message: "m")
            }
            await #expect(throws: HubError.self) {
                try await client.upload([Upload("a", .file(URL(filePath: "/no/such")))], to: dataset, message: "m")
            }
            #expect(hub.asked.isEmpty)
            await #expect(throws: HubError.rejectedFile("a.bin", reason: "thirteen is unlucky")) {
                try await client.upload([Upload("a.bin", .bytes(Data(count: 13)))], to: dataset, message: "m")
            }
            #expect(throws: HubError.missingFolder("/no/such")) { try Upload.folder(URL(filePath: "/no/such")) }
        }
    }
}

@Suite("Whatever breaks on the way up, nothing is lost or doubled", .timeLimit(.minutes(1)))
struct UploadFaultTests {
    @Test(
        "A fault that passes",
        arguments: [
            ImitationHub.Fault(method: .post, path: "/preupload/", kind: .status(503, [:])),
            .init(method: .post, path: "/preupload/", kind: .drop),
            .init(method: .post, path: "/paths-info/", kind: .cut(1)),
            .init(method: .post, path: "/batch", kind: .status(429, ["Retry-After": "1"])),
            .init(method: .put, path: "/storage/", kind: .drop),
            .init(method: .put, path: "/storage/", kind: .status(500, [:])),
            .init(method: .put, path: "/storage/", kind: .expired),
            .init(method: .post, path: "/batch", kind: .doneButDropped),
            .init(method: .post, path: "/verify", kind: .doneButDropped),
            .init(method: .post, path: "/preupload/", kind: .status(429, ["RateLimit": "\"api\";r=0;t=1"])),
            .init(method: .get, path: "/revision/", kind: .status(500, [:])),
            .init(method: .get, path: "/resolve/", kind: .drop),
            .init(method: .get, path: "/resolve-cache/", kind: .cut(2)),
            .init(method: .post, path: "/commit/", kind: .status(503, [:])),
            .init(method: .post, path: "/commit/", kind: .status(429, ["Retry-After": "1"])),
            .init(method: .post, path: "/commit/", kind: .cut(1)),
            .init(method: .put, path: "/storage/", kind: .doneButDropped),
            .init(method: .post, path: "/verify", kind: .drop),
            .init(method: .post, path: "/commit/", kind: .drop),
            .init(method: .post, path: "/commit/", kind: .status(500, [:])),
            .init(method: .post, path: "/commit/", kind: .status(409, [:])),
            .init(method: .post, path: "/commit/", kind: .doneButDropped),
        ])
    func passes(fault: ImitationHub.Fault) async throws {
        try await ImitationHub.run { hub, client in
            hub.put(["README.md": .init(content: Data("theirs\n".utf8))], in: UploadTests.id)
            hub.fail(fault.method, fault.path, fault.kind)
            let outcome = try await client.upload(UploadTests.uploads(), to: Sample.dataset(), message: "m")
            #expect(outcome.changed.count == 4)
            #expect(hub.files(of: UploadTests.id).count == 4)
            #expect(hub.files(of: UploadTests.id)["README.md"]?.content == Data("theirs\nours\n".utf8))
            #expect(hub.commitCount(of: UploadTests.id) == 2)
            #expect(hub.state.withLock { $0.faults.isEmpty })
            #expect(hub.violations.isEmpty)
        }
    }

    @Test(
        "A fault of a file that goes up in parts",
        arguments: [
            ImitationHub.Fault(method: .put, path: "/part/", kind: .drop),
            .init(method: .put, path: "/part/", kind: .doneButDropped),
            .init(method: .put, path: "/part/", kind: .status(500, [:])),
            .init(method: .put, path: "/part/", kind: .expired),
            .init(method: .post, path: "/complete_multipart", kind: .drop),
            .init(method: .post, path: "/complete_multipart", kind: .status(503, [:])),
            .init(method: .post, path: "/complete_multipart", kind: .expired),
            .init(method: .post, path: "/complete_multipart", kind: .doneButDropped),
        ])
    func passesInParts(fault: ImitationHub.Fault) async throws {
        try await ImitationHub.run { hub, client in
            hub.put([:], in: UploadTests.id)
            hub.state.withLock {
                $0.largestBasic = 1000
                $0.partSize = 70_000
            }
            hub.fail(fault.method, fault.path, fault.kind)
            _ = try await client.upload(UploadTests.uploads(), to: Sample.dataset(), message: "m")
            #expect(hub.files(of: UploadTests.id)["a/train.parquet"]?.content == Sample.large)
            #expect(hub.commitCount(of: UploadTests.id) == 2)
            #expect(hub.state.withLock { $0.faults.isEmpty })
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A commit that lands though its answer is lost, while someone else commits as well")
    func lostAndOvertaken() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(["README.md": .init(content: Data("theirs\n".utf8))], in: UploadTests.id)
            hub.fail(.post, "/commit/", .doneButDropped)
            hub.fail(
                .get, "/revision/",
                .before { state in
                    guard let files = state.repos[UploadTests.id]?.head.files, files.count > 1 else {
                        // Too early: wait for the commit.
                        return
                    }
                    var all = files
                    all["README.md"] = .init(content: Data("theirs\nours\nmore\n".utf8))
                    state.commit(all, to: UploadTests.id)
                }, times: 2)
            let outcome = try await client.upload(UploadTests.uploads(), to: Sample.dataset(), message: "m")
            #expect(outcome.changed.count == 4)
            #expect(hub.commitCount(of: UploadTests.id) == 3)
            #expect(hub.files(of: UploadTests.id)["README.md"]?.content == Data("theirs\nours\nmore\n".utf8))
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("An upload that is cancelled commits nothing, and the next one sends only the rest")
    func cancelled() async throws {
        try await ImitationHub.run { hub, client in
            hub.put([:], in: UploadTests.id)
            hub.fail(.post, "/verify", .stall(0))
            let dataset = try Sample.dataset()
            let task = Task { try await client.upload(UploadTests.uploads(), to: dataset, message: "m") }
            while !hub.asked.contains(where: { $0.hasSuffix("/verify") }) {
                try await Task.sleep(for: .milliseconds(5))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(hub.commitCount(of: UploadTests.id) == 1)
            _ = try await client.upload(UploadTests.uploads(), to: dataset, message: "m")
            #expect(hub.asked.filter { $0.hasPrefix("PUT ") }.count == 1)
            #expect(hub.commitCount(of: UploadTests.id) == 2)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("How much is hashed is told before anything is sent, and ends with all of it")
    func hashing() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).bin")
        defer { try? FileManager.default.removeItem(at: file) }
        try Sample.large.write(to: file)
        try await ImitationHub.run { hub, client in
            hub.put([:], in: UploadTests.id)
            let reports = Mutex<[TransferProgress]>([])
            _ = try await client.upload(
                [Upload("a.bin", .file(file)), Upload("b.txt", .bytes(Data("b".utf8)))], to: Sample.dataset(),
                message: "m",
                hashing: { report in
                    reports.withLock { $0.append(report) }
                    #expect(hub.asked.isEmpty)
                })
            let size = Int64(Sample.large.count)
            #expect(
                reports.withLock(\.last)
                    == TransferProgress(completedFiles: 1, totalFiles: 1, completedBytes: size, totalBytes: size))
        }
    }

    @Test(
        "A file that changes or vanishes while it goes up is not committed",
        arguments: [("/storage/", false), ("/batch", false), ("/batch", true)])
    func changed(moment: String, vanishes: Bool) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).bin")
        defer { try? FileManager.default.removeItem(at: file) }
        try Sample.large.write(to: file)
        try await ImitationHub.run { hub, client in
            hub.put([:], in: UploadTests.id)
            hub.fail(
                moment == "/batch" ? .post : .put, moment,
                .before { _ in
                    // A failure here shows as a missing error below.
                    if vanishes {
                        try? FileManager.default.removeItem(at: file)
                    } else {
                        try? Data("other".utf8).write(to: file)
                    }
                })
            await #expect(throws: HubError.changedDuringUpload(file.path)) {
                try await client.upload([Upload("a.bin", .file(file))], to: Sample.dataset(), message: "m")
            }
            #expect(hub.commitCount(of: UploadTests.id) == 1)
        }
    }

    @Test("When someone commits in between, both changes are kept")
    func conflict() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(["README.md": .init(content: Data("theirs\n".utf8))], in: UploadTests.id)
            hub.fail(
                .post, "/commit/",
                .before { state in
                    _ = state.commit(
                        [
                            "README.md": .init(content: Data("theirs\nmore\n".utf8)),
                            "new.txt": .init(content: Data("n".utf8)),
                        ],
                        to: UploadTests.id)
                })
            let outcome = try await client.upload(UploadTests.uploads(), to: Sample.dataset(), message: "m")
            let files = hub.files(of: UploadTests.id)
            #expect(files["README.md"]?.content == Data("theirs\nmore\nours\n".utf8))
            #expect(files["new.txt"] != nil)
            #expect(outcome.changed.count == 4)
            #expect(hub.asked.filter { $0.hasPrefix("PUT ") }.count == 1)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("Someone who always commits first is told of in the end; a Hub that is always busy as well")
    func conflicts() async throws {
        try await ImitationHub.run { hub, client in
            hub.put([:], in: UploadTests.id)
            let dataset = try Sample.dataset()
            hub.fail(.post, "/commit/", .status(412, [:]), times: 6)
            await #expect(throws: HubError.tooManyConflicts(dataset, attempts: 6)) {
                try await client.upload(UploadTests.uploads(), to: dataset, message: "m")
            }
            hub.fail(.post, "/commit/", .status(409, [:]), times: 6)
            do {
                _ = try await client.upload(UploadTests.uploads(), to: dataset, message: "m")
                Issue.record("no error")
            } catch HubError.refused(_, let status, _, _) {
                #expect(status == 409)
            }
        }
    }
}

extension String {
    /// With a line, once.
    fileprivate func mergedLine(_ line: String) -> String { contains("\(line)\n") ? self : self + "\(line)\n" }
}
