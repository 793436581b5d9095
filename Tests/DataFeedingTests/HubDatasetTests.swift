import DatasetFixtures
import Foundation
import Hub
import ImitationHub
import Randomness
import Testing

@testable import DataFeeding
@testable import HubDatasets
@testable import SpeechDataset

@Suite("A dataset of the Hub in training", .timeLimit(.minutes(2)))
struct HubDatasetTests {
    let shards: ShardFolder

    init() throws {
        shards = try ShardFolder()
        try shards.twoSpeakers(train: 12)
    }

    /// Puts the dataset into a repository.
    private func put(in hub: ImitationHub) throws -> String { try put(shards, in: hub) }

    private func put(_ shards: ShardFolder, in hub: ImitationHub) throws -> String {
        var files: [String: ImitationHub.File] = [:]
        for path in try LocalDataset(shards.url).files() where !path.hasSuffix("/") {
            let file = shards.url.appending(path: path)
            guard (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
            files[path] = ImitationHub.File(content: try Data(contentsOf: file), isLarge: true)
        }
        return hub.put(files, in: "datasets/alice/voices")
    }

    /// Runs what waits for answers on a thread of its own, as training does.
    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    @Test("A stream of a repository has the clips of the folder, and fetches no shard as a whole")
    func streaming() async throws {
        try await ImitationHub.run { hub, client in
            let commit = try put(in: hub)
            let repository = try #require(Repository(.dataset, owner: "alice", name: "voices"))
            let remote = try await HubDataset(repository, with: client)
            #expect(remote.commit == commit && remote.name == "alice/voices")
            let (cache, local) = (shards.cache(), shards.url)
            let found = try await onThread {
                func clips(_ dataset: PreparedDataset) throws -> ([[StoredClip]], ClipSummary?) {
                    let processing = ClipProcessing(dataset, cache: cache, tokenizer: ShardFolder.tokenizer)
                    let options = StreamingOptions(limit: .clips(4), validationBatchSize: 2, buffer: 8, seed: 1)
                    guard let feed = try processing.stream(options, desk: EncodingDesk(), countingWork()) else {
                        return ([], nil)
                    }
                    let batches = try (0..<feed.batchCount(epoch: 1)).map { position in
                        try feed.batch(epoch: 1, position: position).map(\.clip)
                    }
                    return (batches + [try feed.validationBatch(0)], feed.summary)
                }
                let streamed = try clips(PreparedDataset.open(remote))
                let folder = try clips(PreparedDataset.open(local))
                return streamed.0 == folder.0 && streamed.1 == folder.1 && streamed.0.count == 7
            }
            #expect(found)
            #expect(client.cachedFile("a/train-00000-of-00001.parquet", of: repository, at: commit) == nil)
            #expect(hub.violations == [])
        }
    }

    @Test("Many speakers are streamed with two requests for each shard to open, and one for each window and shard")
    func requests() async throws {
        let many = try ShardFolder()
        for speaker in 0..<12 {
            let rows = (0..<10).map { row in
                var clip = ShardFolder.Row(100 * speaker + row)
                var generator = SeededGenerator(seed: UInt64(100 * speaker + row))
                clip.bytes = Data((0..<20_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
                return clip
            }
            try many.write(rows, "speaker\(speaker)/train-00000-of-00001.parquet")
        }
        try await ImitationHub.run { hub, client in
            _ = try put(many, in: hub)
            let repository = try #require(Repository(.dataset, owner: "alice", name: "voices"))
            let remote = try await HubDataset(repository, with: client)
            let cache = many.cache()
            let counts = try await onThread { () -> [Int] in
                /// Redirections by the Hub, and answers of its storage.
                func asked() -> (redirected: Int, read: Int) {
                    let gets = hub.asked.filter { $0.hasPrefix("GET ") }
                    let redirected = gets.count { $0.contains("/resolve/") }
                    return (redirected, gets.count - redirected)
                }
                let processing = ClipProcessing(
                    try PreparedDataset.open(remote), cache: cache, tokenizer: ShardFolder.tokenizer)
                let options = StreamingOptions(limit: .clips(4), validationBatchSize: 2, buffer: 40, seed: 1)
                let before = asked()
                guard let feed = try processing.stream(options, desk: EncodingDesk(), countingWork()) else {
                    return [Int]()
                }
                let opened = asked()
                let clips = try (0..<feed.batchCount(epoch: 0)).flatMap {
                    try feed.batch(epoch: 0, position: $0).map(\.clip.id)
                }
                let read = asked()
                return [
                    opened.redirected - before.redirected, opened.read - before.read,
                    read.redirected - opened.redirected,
                    read.read - opened.read, Set(clips).count,
                ]
            }
            // Three windows with a part of each of twelve shards.
            #expect(counts == [12, 24, 0, 36, 120])
            #expect(hub.violations == [])
        }
    }

    @Test("Only what the chosen speakers need is fetched, and trains as the folder does")
    func snapshot() async throws {
        try await ImitationHub.run { hub, client in
            let commit = try put(in: hub)
            let repository = try #require(Repository(.dataset, owner: "alice", name: "voices"))
            let remote = try await HubDataset(repository, with: client)
            let paths = try await remote.paths(speakers: ["B"])
            #expect(
                Set(paths) == [
                    "b/train-00000-of-00001.parquet", "b/validation-00000-of-00001.parquet", "voices/b.wav",
                ])
            let folder = try await client.folder("alice/voices@\(commit)", expecting: .dataset, matching: paths)
            let dataset = try PreparedDataset.open(LocalDataset(folder, name: "alice/voices"))
            #expect(dataset.speakers.map(\.name) == ["b"])
            let local = try PreparedDataset.open(shards.url).select(speakers: ["b"])
            #expect(try dataset.clips(.train) == local.clips(.train))
            await #expect(throws: SpeechDatasetError.speakersNotInDataset(["x"], available: ["a", "b"])) {
                try await remote.paths(speakers: ["x"])
            }
        }
    }
}
