import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Opening prepared datasets")
struct PreparedDatasetTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    private func prepare(_ voices: [(String, Int)]) async throws -> PreparedDataset {
        var sources: [SourceSpecification] = []
        for (index, (name, clips)) in voices.enumerated() {
            sources.append(try folder.voice(name, clips: clips, hertz: 200 + 300 * Double(index)))
        }
        _ = try await Preparation(sources: sources).run(into: output)
        return try PreparedDataset.open(output)
    }

    private func rewrite(_ name: String, _ old: String, _ new: String) throws {
        let file = output.appendingPathComponent(name)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text.contains(old))
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
    }

    @Test("Speakers are selected by name, in any case and in the order asked for")
    func selection() async throws {
        let dataset = try await prepare([("a", 2), ("b", 2), ("c", 2)])
        #expect(try dataset.select(speakers: ["C", "a", "c"]).speakers.map(\.name) == ["c", "a"])
        #expect(throws: CorpusError.speakersNotInDataset(["x", "y"], available: ["a", "b", "c"])) {
            try dataset.select(speakers: ["x", "a", "y"])
        }
    }

    @Test("A limit is dealt out among the speakers")
    func limits() async throws {
        let dataset = try await prepare([("a", 6), ("b", 2)])
        let counts = { (dataset: PreparedDataset) in dataset.speakers.map(\.train.count) }
        #expect(counts(dataset.limited(train: 3)) == [2, 1])
        #expect(counts(dataset.limited(train: 1)) == [1, 0])
        #expect(dataset.limited(train: 1000) == dataset)
        #expect(dataset.limited(validation: 1).validation.count == 1)
        #expect(dataset.limited(validation: 0).validation.isEmpty)
    }

    @Test("A folder that is missing, or no dataset, or of another format, is refused")
    func refusals() async throws {
        #expect(throws: CorpusError.datasetMissing(path: output.path)) { try PreparedDataset.open(output) }
        #expect(throws: CorpusError.notADataset(path: folder.url.path)) { try PreparedDataset.open(folder.url) }
        _ = try await prepare([("a", 2)])
        let manifest = output.appendingPathComponent("dataset.json").path
        try rewrite("dataset.json", #""sampling_rate" : 24000"#, #""sampling_rate" : 16000"#)
        #expect(throws: CorpusError.brokenDataset(path: manifest, reason: "its sampling rate is 16000, not 24000")) {
            try PreparedDataset.open(output)
        }
        try rewrite("dataset.json", #""name" : "a""#, #""name" : "../a""#)
        try rewrite("dataset.json", #""sampling_rate" : 16000"#, #""sampling_rate" : 24000"#)
        #expect(throws: CorpusError.brokenDataset(path: manifest, reason: "'../a' is no speaker's name")) {
            try PreparedDataset.open(output)
        }
        try rewrite("dataset.json", #""name" : "../a""#, #""title" : "a""#)
        #expect(throws: CorpusError.brokenDataset(path: manifest, reason: "it does not describe speakers")) {
            try PreparedDataset.open(output)
        }
        try rewrite("dataset.json", #""format" : 1"#, #""format" : 2"#)
        #expect(throws: CorpusError.wrongFormat(path: output.path, found: 2, expected: 1)) {
            try PreparedDataset.open(output)
        }
        try rewrite("dataset.json", #""format" : 2"#, #""size" : 2"#)
        #expect(throws: CorpusError.brokenDataset(path: manifest, reason: "it has no format number")) {
            try PreparedDataset.open(output)
        }
    }

    @Test("A missing clip, a missing reference and a broken line are found when opening")
    func damage() async throws {
        let dataset = try await prepare([("a", 3)])
        let list = output.appendingPathComponent("a/train.jsonl")
        let clip = dataset.train[1]
        try FileManager.default.removeItem(at: clip.audio)
        #expect(throws: CorpusError.clipMissing(Origin(file: list.path, line: 2), path: clip.audio.path)) {
            try PreparedDataset.open(output)
        }
        try rewrite("a/train.jsonl", #"{"audio":"audio/\#(clip.id)"#, #"{"audio":"#)
        #expect(throws: CorpusError.brokenLine(Origin(file: list.path, line: 2))) { try PreparedDataset.open(output) }
        let reference = dataset.speakers[0].references[0]
        try FileManager.default.removeItem(at: reference)
        #expect(throws: CorpusError.referenceMissing(speaker: "a", path: reference.path)) {
            try PreparedDataset.open(output)
        }
        try FileManager.default.removeItem(at: list)
        try folder.recording("out/a/references/0.flac")
        #expect(throws: CorpusError.unreadable(path: list.path, reason: "No such file or directory")) {
            try PreparedDataset.open(output)
        }
    }
}
