import Audio
import Corpus
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Preparing recordings")
struct PreparationTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    /// Every file of the dataset with its bytes, but the index, which the work adds to as it goes.
    private func snapshot(_ root: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
            let url = root.appendingPathComponent(path)
            if let data = try? Data(contentsOf: url) { files[path] = data }
        }
        return files
    }

    @Test("Folders become a dataset of 24 kHz clips that opens")
    func whole() async throws {
        let sources = [try folder.voice("amina", clips: 12), try folder.voice("Boris", clips: 3, hertz: 500)]
        let result = try await Preparation(sources: sources).run(into: output)
        #expect((result.decoded, result.reused) == (15, 0))

        let dataset = try PreparedDataset.open(output)
        #expect(dataset.speakers.map(\.name) == ["amina", "boris"])
        #expect(dataset.speakers.map(\.language) == ["English", "English"])
        #expect(dataset.train.count + dataset.validation.count == 15)
        #expect(dataset.speakers.allSatisfy { !$0.validation.isEmpty && !$0.train.isEmpty && $0.references.count == 1 })
        for clip in dataset.train + dataset.validation {
            let waveform = try AudioFile.read(clip.audio)
            #expect(waveform.sampleRate == 24000)
            #expect(abs(waveform.duration - 1.2) < 0.03)
            #expect(clip.duration == waveform.duration)
            #expect(clip.frames == (waveform.samples.count + 1919) / 1920)
            #expect(clip.audio.lastPathComponent == "\(clip.id).flac")
            #expect(clip.text.hasPrefix("Sentence number "))
        }
        let totals = dataset.statistics
        #expect((totals.speakers, totals.train.clips) == (2, dataset.train.count))
        #expect(abs(totals.trainHours - totals.train.seconds / 3600) < 1e-12)
        let report = try JSONDecoder().decode(
            PreparationReport.self, from: Data(contentsOf: output.appendingPathComponent("report.json")))
        #expect(report == result.report)
    }

    @Test("How a clip is said goes into the dataset, and only where a line tells")
    func instructs() async throws {
        try folder.recording("amina/audio/x.wav", hertz: 700)
        let line = #"{"audio": "audio/x.wav", "text": "Sentence, slowly.", "instruct": "Speak slowly."}"#
        let source = try folder.voice("amina", clips: 3, extraLines: [line])
        _ = try await Preparation(sources: [source]).run(into: output)
        let dataset = try PreparedDataset.open(output)
        let clips = dataset.train + dataset.validation
        #expect(clips.count == 4)
        for clip in clips { #expect(clip.instruct == (clip.text == "Sentence, slowly." ? "Speak slowly." : nil)) }
        let lists = try ["train", "validation"].map {
            String(decoding: try Data(contentsOf: output.appending(path: "amina/\($0).jsonl")), as: UTF8.self)
        }
        #expect(lists.joined().split(separator: "\"instruct\"").count == 2)
    }

    @Test("Preparing again decodes and writes nothing")
    func idempotence() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 5)])
        _ = try await preparation.run(into: output)
        let before = try snapshot(output)
        let dates = try modificationDates()
        let again = try await preparation.run(into: output)
        #expect((again.decoded, again.reused) == (0, 5))
        #expect(try snapshot(output) == before)
        #expect(try modificationDates() == dates)
    }

    private func modificationDates() throws -> [String: Date] {
        var dates: [String: Date] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: output.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: output.appendingPathComponent(path).path)
            dates[path] = attributes[.modificationDate] as? Date
        }
        return dates
    }

    @Test(
        "The result is the same for any number of workers, after an interruption, and from the same recordings elsewhere"
    )
    func interruption() async throws {
        var preparation = Preparation(sources: [try folder.voice("amina", clips: 8)])
        preparation.workers = 1
        _ = try await preparation.run(into: folder.file("uninterrupted"))

        let asked = Atomic(0)
        let error = await failure {
            _ = try await preparation.run(
                into: output, shouldStop: { asked.add(1, ordering: .relaxed).newValue > 3 })
        }
        #expect(error == .stopped(done: 3, total: 8))
        #expect(throws: CorpusError.notADataset(path: output.path)) { try PreparedDataset.open(output) }

        preparation.workers = 4
        let result = try await preparation.run(into: output)
        #expect((result.decoded, result.reused) == (5, 3))
        #expect(try snapshot(output) == snapshot(folder.file("uninterrupted")))
    }

    @Test("An index whose last line is incomplete, and a clip that was deleted, are made good")
    func damage() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 4)])
        _ = try await preparation.run(into: output)
        let before = try snapshot(output)
        let index = output.appendingPathComponent("amina/index.jsonl")
        try Data(contentsOf: index).dropLast(30).write(to: index)
        let clip = try #require(try PreparedDataset.open(output).train.first)
        try FileManager.default.removeItem(at: clip.audio)
        let result = try await preparation.run(into: output)
        #expect((1...2).contains(result.decoded))
        #expect(try snapshot(output) == before)
    }

    @Test("A cancelled task stops")
    func cancellation() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 3)])
        let output = output
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await failure { _ = try await preparation.run(into: output) }
        }
        task.cancel()
        #expect(await task.value == .stopped(done: 0, total: 3))
    }

    @Test("Progress counts every recording once")
    func progress() async throws {
        let seen = Mutex<[Int]>([])
        _ = try await Preparation(sources: [try folder.voice("amina", clips: 5)]).run(into: output) { done, total in
            #expect(total == 5)
            seen.withLock { $0.append(done) }
        }
        #expect(seen.withLock { $0 } == [1, 2, 3, 4, 5])
    }

    @Test("The split depends on the sound alone, not on the order of the lines")
    func split() async throws {
        var source = try folder.voice("amina", clips: 20)
        _ = try await Preparation(sources: [source]).run(into: output)
        let before = try PreparedDataset.open(output)
        let transcript = folder.file("amina/metadata.jsonl")
        let lines = String(decoding: try Data(contentsOf: transcript), as: UTF8.self).split(separator: "\n")
        try folder.text("amina/metadata.jsonl", lines.reversed().map(String.init))
        source.name = "other"
        _ = try await Preparation(sources: [source]).run(into: folder.file("reversed"))
        let after = try PreparedDataset.open(folder.file("reversed"))
        #expect(Set(after.validation.map(\.id)) == Set(before.validation.map(\.id)))
        #expect(after.train.map(\.id) == before.train.map(\.id).reversed())
    }

    @Test("Clips that no recording makes any more are removed, and other files are not")
    func tidying() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 3)])
        _ = try await preparation.run(into: output)
        let mine = output.appendingPathComponent("amina/audio/mine.flac")
        try Data([1]).write(to: mine)
        let clip = try #require(try PreparedDataset.open(output).train.first)
        try Data([1]).write(to: URL(fileURLWithPath: clip.audio.path + ".0A1B2C3D.partial"))
        try Data([1]).write(to: output.appendingPathComponent("amina/references/1.flac"))
        try folder.recording("amina/audio/0.wav", hertz: 777)
        _ = try await preparation.run(into: output)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: output.appendingPathComponent("amina/audio").path)
        #expect(names.count == 4)
        #expect(names.contains("mine.flac"))
        #expect(try PreparedDataset.open(output).train.count == 2)
        let references = output.appendingPathComponent("amina/references").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: references) == ["0.flac"])
    }

    @Test("An official JSONL gives several speakers, each with the references of its lines")
    func official() async throws {
        for (index, name) in ["a0", "a1", "b0", "b1"].enumerated() {
            try folder.recording("\(name).wav", hertz: 300 + 50 * Double(index))
        }
        for name in ["ra.wav", "rb.wav", "rc.wav"] { try folder.recording(name, hertz: 150, seconds: 2) }
        let lines = [("a0", "Amina", "ra"), ("b0", "boris", "rb"), ("a1", "Amina", "ra"), ("b1", "boris", "rc")].map {
            #"{"audio": "\#($0).wav", "text": "A sentence.", "speaker": "\#($1)", "ref_audio": "\#($2).wav"}"#
        }
        let file = try folder.text("train.jsonl", lines)
        var preparation = Preparation(sources: [SourceSpecification(location: file)])
        preparation.languages = ["boris": "german"]
        _ = try await preparation.run(into: output)
        let dataset = try PreparedDataset.open(output)
        #expect(dataset.speakers.map(\.name) == ["amina", "boris"])
        #expect(dataset.speakers.map(\.language) == ["Auto", "German"])
        #expect(dataset.speakers.map(\.references.count) == [1, 2])

        preparation.sources[0].name = "one"
        preparation.languages = [:]
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == .severalSpeakers(path: file.path, name: "one", found: ["amina", "boris"]))
    }

    @Test("The voices that come with the project are prepared without losing a clip")
    func examples() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sources = ["en_allison", "ru_nsh"].map {
            SourceSpecification(location: root.appendingPathComponent("Examples/voices/\($0)"))
        }
        let result = try await Preparation(sources: sources).run(into: output)
        #expect(result.report.speakers.map(\.rejections) == [[], []])
        let dataset = try PreparedDataset.open(output)
        #expect(dataset.speakers.map(\.name) == ["en_allison", "ru_nsh"])
        #expect(dataset.speakers.map(\.language) == ["English", "Russian"])
        #expect(dataset.speakers.map { $0.train.count + $0.validation.count } == [20, 20])
        #expect(dataset.speakers.allSatisfy { !$0.validation.isEmpty })
    }
}
