import DatasetFixtures
import Foundation
import HTTP
import Hub
import ImitationHub
import Parquet
import Synchronization
import TestSupport
import Testing

@testable import DataPublishing
@testable import SpeechDataset

@Suite("A dataset of many shards goes up, whatever breaks on the way", .timeLimit(.minutes(2)))
struct DatasetUploadFaultTests {
    private static let id = "datasets/alice/d"

    /// A folder of one speaker with so many shards.
    private static func prepared(shards: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        func write(_ path: String, _ text: String) throws {
            let file = folder.file(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        func digits(_ number: Int) -> String { String("0000\(number)".suffix(5)) }
        for number in 0..<shards {
            let path = "amina/train-\(digits(number))-of-\(digits(shards)).parquet"
            try write(path, "")
            let shard = try ParquetWriter(folder.file(path), columns: [ParquetColumn("text", .text)])
            try shard.append(["text": .text(["shard \(number) of amina"])])
            _ = try shard.close()
        }
        try write("voices/amina.wav", "the voice of amina")
        var card = DatasetCard()
        card.set(
            DatasetConfig(
                name: "amina", columns: DatasetColumn.prepared(instruct: false, codes: false),
                splits: [.init("train", examples: shards, bytes: 10)], downloadSize: 10))
        try write("README.md", card.text)
        return folder
    }

    private static func upload(_ folder: TemporaryFolder, with client: HubClient) async throws -> DatasetUpload.Outcome
    {
        let dataset = try #require(Repository(.dataset, owner: "alice", name: "d"))
        return try await DatasetUpload(folder.url).run(to: dataset, isPrivate: false, with: client)
    }

    /// Every shard is there once, with its content, and the card names them.
    private static func expectWhole(_ hub: ImitationHub, shards: Int, commits: Int) throws {
        let files = hub.files(of: id)
        let there = files.filter { $0.key.hasSuffix(".parquet") }
        #expect(Set(there.values.map(\.sha256)).count == shards)
        #expect(there.count == shards)
        #expect(files["voices/amina.wav"]?.content == Data("the voice of amina".utf8))
        let card = try DatasetCard(#require(files["README.md"]).content, source: "README.md")
        #expect(card.configs.map(\.name).contains("amina"))
        let ours = hub.state.withLock { $0.repos[id]?.commits.filter { $0.title.hasPrefix("Upload amina") } } ?? []
        #expect(ours.count == commits)
        #expect(hub.violations.isEmpty)
    }

    @Test("The answers to several attempts at the commit are lost, or come from a broken server")
    func lost() async throws {
        for kind in [ImitationHub.Fault.Kind.doneButDropped, .drop, .status(500, [:])] {
            try await ImitationHub.run { hub, client in
                hub.fail(.post, "/commit/", kind, times: 2)
                let folder = try Self.prepared(shards: 120)
                let outcome = try await Self.upload(folder, with: client)
                try Self.expectWhole(hub, shards: 120, commits: 1)
                #expect(outcome.changed.count == 122)
                #expect(Set(outcome.changed).count == 122)
            }
        }
    }

    @Test("Someone else commits before each attempt")
    func overtaken() async throws {
        try await ImitationHub.run { hub, client in
            let number = Mutex(0)
            hub.fail(
                .post, "/commit/",
                .before { state in
                    var files = state.repos[Self.id]?.head.files ?? [:]
                    let count = number.withLock {
                        $0 += 1
                        return $0
                    }
                    files["theirs-\(count).txt"] = .init(content: Data("theirs\n".utf8))
                    state.commit(files, to: Self.id, title: "Someone else")
                }, times: 4)
            let folder = try Self.prepared(shards: 120)
            _ = try await Self.upload(folder, with: client)
            try Self.expectWhole(hub, shards: 120, commits: 1)
            #expect(hub.files(of: Self.id).keys.filter { $0.hasPrefix("theirs-") }.count == 4)
        }
    }

    /// How many times something was sent to be stored.
    private static func puts(_ hub: ImitationHub) -> Int { hub.asked.count { $0.hasPrefix("PUT ") } }

    @Test("Interrupted before its commit, nothing is there, and the next run sends nothing twice")
    func interrupted() async throws {
        try await ImitationHub.run { hub, client in
            let folder = try Self.prepared(shards: 120)
            hub.fail(.post, "/commit/", .status(400, [:]))
            await #expect(throws: HubError.self) { try await Self.upload(folder, with: client) }
            #expect(hub.files(of: Self.id).keys.filter { $0 != ".gitattributes" } == [])
            let sent = Self.puts(hub)
            _ = try await Self.upload(folder, with: client)
            try Self.expectWhole(hub, shards: 120, commits: 1)
            #expect(sent == 121 && Self.puts(hub) == sent)
        }
    }
}
