import DatasetFixtures
import Files
import Foundation
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("New files of a dataset take their places together")
struct DatasetSwapTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func content(_ name: String) -> String? { try? String(contentsOf: folder.file(name), encoding: .utf8) }

    @Test("A swap that was interrupted is finished by the next run")
    func interrupted() throws {
        let working = WorkingFolder(folder.url)
        try folder.text("a/one", ["old"])
        try folder.text("a/two", ["old"])
        try folder.text("a/gone", ["old"])
        // The first file was moved, and then the power failed.
        try folder.text("a/one", ["new"])
        try folder.text(".prepare/new/a/two", ["new"])
        let swap = DatasetSwap(moved: ["a/one", "a/two"], removed: ["a/gone", "a/never"])
        try JSONEncoder().encode(swap).write(to: working.journal)
        try DatasetSwap.finish(in: working)
        #expect(["a/one", "a/two", "a/gone"].map(content) == ["new\n", "new\n", nil])
        #expect(try FileManager.default.contentsOfDirectory(atPath: working.root.path) == [])
    }

    @Test("New files of a run that did not come to its end are thrown away")
    func unfinished() throws {
        let working = WorkingFolder(folder.url)
        try folder.text("a/one", ["old"])
        try folder.text(".prepare/new/a/one", ["half"])
        try DatasetSwap.finish(in: working)
        #expect(content("a/one") == "old\n")
        #expect(!FileManager.default.fileExists(atPath: working.incoming.path))
    }

    @Test("A swap that fails half-way names the file and says so, and the next run finishes it")
    func failing() async throws {
        let output = folder.file("out")
        let preparation = Preparation(sources: [try folder.voice("a", clips: 3)])
        // What stands in the way of a shard's file is a folder.
        let shard = output.appendingPathComponent("a/train-00000-of-00001.parquet")
        try DatasetJSON.makeFolder(shard.appendingPathComponent("x"))
        let error = await failure { _ = try await preparation.run(into: output) }?.error as? DataPreparationError
        #expect(
            error == DataPreparationError.halfSwapped(folder: output.path, path: shard.path, reason: "Is a directory"))
        #expect(FileManager.default.fileExists(atPath: WorkingFolder(output).journal.path))
        #expect(
            await failure { _ = try await preparation.run(into: output) }?.error as? DataPreparationError == error)
        try FileManager.default.removeItem(at: shard)
        let result = try await preparation.run(into: output)
        #expect(result.decoded == 0 && result.changed == [])
        #expect(try PreparedClip.all(in: output).count == 3)
        #expect(try PreparedDataset.open(output).speakers.map(\.name) == ["a"])
    }

    @Test("A journal that cannot be read is named")
    func journal() throws {
        let working = WorkingFolder(folder.url)
        try folder.text(".prepare/swap.json", ["{"])
        guard case .unreadable(let path, _) = failure({ try DatasetSwap.finish(in: working) })?.error as? FileError
        else {
            Issue.record("no error")
            return
        }
        #expect(path == working.journal.path)
    }

    @Test("Speakers of earlier runs stay, with their part of the card and of the report")
    func others() async throws {
        let output = folder.file("out")
        _ = try await Preparation(sources: [try folder.voice("a", clips: 3)]).run(into: output)
        let before = try PreparedClip.all(in: output)
        _ = try await Preparation(sources: [try folder.voice("b", clips: 3, hertz: 600)]).run(into: output)
        #expect(try PreparedClip.all(in: output).filter { $0.speaker == "a" } == before)
        #expect(try DatasetCard(in: output)?.configs.map(\.name) == ["a", "b"])
        let report = try JSONDecoder().decode(
            PreparationReport.self, from: Data(contentsOf: output.appendingPathComponent("report.json")))
        #expect(report.speakers.map(\.name) == ["b", "a"])
    }

    @Test("Codes go into a column of their own, with the name of what made them")
    func codes() async throws {
        let output = folder.file("out")
        var encoded = 0
        let encoder = ClipEncoder(
            fingerprint: "the tokenizer",
            encode: { clips in
                encoded += clips.count
                return true
            },
            codes: { clip in
                let frames = clip.samples / 1920 + 1
                return Codes(frames: frames, values: (0..<16 * frames).map { Int16($0) })
            })
        let preparation = Preparation(sources: [try folder.voice("a", clips: 4)])
        _ = try await preparation.run(into: output, encoder: encoder)
        #expect(encoded == 4)
        let shard = try ShardContents(output.appendingPathComponent("a/train-00000-of-00001.parquet"))
        #expect(shard.columns == ["audio", "text", "language", "duration", "audio_codes"])
        #expect(shard.metadata["qwen3_tts.speech_tokenizer"] == "the tokenizer")
        #expect(shard.codes.allSatisfy { $0 == 16 })
        let again = try await preparation.run(into: output, encoder: encoder)
        #expect(again.changed == [])
        let without = try await preparation.run(into: output)
        #expect(without.changed.count == 3)
        let stopped = ClipEncoder(
            fingerprint: "x", encode: { _ in false }, codes: { _ in Codes(frames: 0, values: []) })
        #expect(
            await failure { _ = try await preparation.run(into: output, encoder: stopped) }
                == DataPreparationError.stopped(done: 0, total: 4))
    }
}
