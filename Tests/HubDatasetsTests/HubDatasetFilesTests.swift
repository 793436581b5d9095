import Foundation
import HTTP
import Hub
import ImitationHub
import Synchronization
import Testing

@testable import HubDatasets
@testable import SpeechDataset

@Suite("The Parquet files of a dataset of the Hub", .timeLimit(.minutes(1)))
struct HubDatasetFilesTests {
    private static let id = "datasets/alice/d"
    private static func file(_ text: String) -> ImitationHub.File { .init(content: Data(text.utf8)) }
    private static func dataset() throws -> Repository { try #require(Repository(.dataset, owner: "alice", name: "d")) }

    @Test("Its own, as its card says; offline as well, once they have been listed")
    func own() async throws {
        try await ImitationHub.run { hub, client in
            let card = "---\nconfigs:\n- config_name: b\n  data_files: x/*\n---\n"
            let commit = hub.put(
                ["README.md": Self.file(card), "x/1.parquet": Self.file("123"), "y/1.parquet": Self.file("1")],
                in: Self.id)
            let found = try await client.datasetFiles(of: Self.dataset())
            #expect(found.commit == commit)
            #expect(!found.isConverted)
            #expect(found.files.files == [DatasetFile(config: "b", split: "train", path: "x/1.parquet", size: 3)])
            #expect(found.card?.configs.map(\.name) == ["b"])
            var environment = client.environment
            environment.isOffline = true
            try await HubClient.withClient(environment) { client in
                let again = try await client.datasetFiles(of: Self.dataset())
                #expect(again.files == found.files)
            }
        }
    }

    @Test("Those that the Hub has made where it has none, with what is incomplete")
    func converted() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(["a.zip": Self.file("zip")], in: Self.id)
            let dataset = try Self.dataset()
            await #expect(throws: HubDatasetsError.noParquet(dataset: "alice/d", files: ["a.zip"])) {
                try await client.datasetFiles(of: dataset)
            }
            let commit = hub.state.withLock {
                $0.commit(
                    [
                        "en/train/0000.parquet": Self.file("1"), "en/train/0001.parquet": Self.file("22"),
                        "en/test/0000.parquet": Self.file("3"), "fr/partial-train/0000.parquet": Self.file("4"),
                    ], to: Self.id, branch: "refs/convert/parquet")
            }
            let found = try await client.datasetFiles(of: dataset)
            #expect(found.isConverted)
            #expect(found.commit == commit)
            #expect(found.partialSplits == ["fr/train"])
            #expect(found.files.configs == ["en", "fr"])
            #expect(try found.files.files(of: "en", split: "train").map(\.size) == [1, 2])
            #expect(
                throws: SpeechDatasetError.noSuchSplit(
                    "dev", config: "en", dataset: "alice/d", available: ["train", "test"])
            ) {
                try found.files.files(of: "en", split: "dev")
            }
            let file = try await client.rangedFile("en/train/0001.parquet", of: dataset, at: found.commit)
            #expect(try await file.read(0..<2) == Data("22".utf8))
            // Of other revisions there are none.
            let first = try #require(hub.state.withLock { $0.repos[Self.id]?.commits.first?.id })
            await #expect(throws: HubDatasetsError.noParquet(dataset: "alice/d", files: ["a.zip"])) {
                try await client.datasetFiles(of: dataset, revision: first)
            }
        }
    }

    @Test("A model is no dataset, and a broken card is told with its line")
    func refusals() async throws {
        try await ImitationHub.run { hub, client in
            let dataset = try Self.dataset()
            hub.put(["x": Self.file("1")], in: "models/alice/d")
            await #expect(throws: HubError.wrongKind(dataset, found: .model)) {
                try await client.datasetFiles(of: dataset)
            }
            hub.put(["README.md": Self.file("---\nconfigs: 3\n---\n")], in: Self.id)
            await #expect(
                throws: SpeechDatasetError.brokenCard(
                    path: "README.md of alice/d", line: 2,
                    reason: "'configs' is not a list in which each has a config_name")
            ) { try await client.datasetFiles(of: dataset) }
        }
    }
}
