import Audio
import DatasetFixtures
import Files
import Foundation
import Parquet
import Synchronization
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("Preparing recordings")
struct PreparationTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    /// Every file of the dataset with its bytes, working files too; the lock has the number of a process.
    private func snapshot(_ root: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
            let url = root.appendingPathComponent(path)
            if path != ".prepare/lock", let data = try? Data(contentsOf: url) { files[path] = data }
        }
        return files
    }

    @Test("Folders become a dataset of 24 kHz clips that opens")
    func whole() async throws {
        let sources = [try folder.voice("amina", clips: 12), try folder.voice("Boris", clips: 3, hertz: 500)]
        let result = try await Preparation(sources: sources).run(into: output)
        #expect((result.decoded, result.reused) == (15, 0))

        let clips = try PreparedClip.all(in: output)
        #expect(clips.count == 15)
        let counts = Dictionary(clips.map { ("\($0.speaker)/\($0.split)", 1) }, uniquingKeysWith: +)
        #expect(counts.keys.sorted() == ["amina/train", "amina/validation", "boris/train", "boris/validation"])
        #expect(clips.filter { $0.speaker == "boris" }.count == 3)
        for clip in clips {
            let waveform = try AudioFile.read(clip.bytes, name: clip.id)
            #expect(waveform.sampleRate == 24000)
            #expect(abs(waveform.duration - 1.2) < 0.03)
            #expect(abs(clip.duration - waveform.duration) < 1e-6)
            #expect(clip.id.count == 64)
            #expect(clip.text.hasPrefix("Sentence number "))
            #expect(clip.language == "English")
        }
        for name in ["amina", "boris"] {
            let voice = output.appendingPathComponent("voices/\(name).wav")
            #expect(try AudioFile.read(voice).sampleRate == 24000)
            #expect(try Data(contentsOf: voice).starts(with: Data("RIFF".utf8)))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: output.path).sorted() == [
                ".prepare", "README.md", "amina", "boris", "report.html", "report.json", "voices",
            ])
        let card = try #require(try DatasetCard(in: output))
        #expect(card.configs.map(\.name) == ["amina", "boris"])
        #expect(card.examples(of: "boris")?.values.reduce(0, +) == 3)
        #expect(result.changed.count == 7)
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
        let clips = try PreparedClip.all(in: output)
        #expect(clips.count == 4)
        for clip in clips { #expect(clip.instruct == (clip.text == "Sentence, slowly." ? "Speak slowly." : nil)) }
        #expect(try columns() == ["audio", "text", "language", "duration", "instruct"])
        _ = try await Preparation(sources: [try folder.voice("bo", clips: 2)]).run(into: folder.file("plain"))
        let plain = folder.file("plain/bo/train-00000-of-00001.parquet")
        #expect(try ParquetFile(plain).columns.map(\.name) == ["audio", "text", "language", "duration"])
    }

    private func columns() throws -> [String] {
        try ParquetFile(output.appendingPathComponent("amina/train-00000-of-00001.parquet")).columns.map(\.name)
    }

    @Test("Preparing again decodes and writes nothing")
    func idempotence() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 5)])
        _ = try await preparation.run(into: output)
        let before = try snapshot(output)
        let dates = try modificationDates()
        let again = try await preparation.run(into: output)
        #expect((again.decoded, again.reused, again.changed) == (0, 5, []))
        #expect(try snapshot(output) == before)
        #expect(try modificationDates() == dates)
    }

    private func modificationDates() throws -> [String: Date] {
        var dates: [String: Date] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: output.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: output.appendingPathComponent(path).path)
            if path != ".prepare/lock" { dates[path] = attributes[.modificationDate] as? Date }
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
        #expect(error == DataPreparationError.stopped(done: 3, total: 8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: output.path) == [".prepare"])

        preparation.workers = 4
        let result = try await preparation.run(into: output)
        #expect((result.decoded, result.reused) == (5, 3))
        #expect(try snapshot(output) == snapshot(folder.file("uninterrupted")))
    }

    @Test("Speakers whom no report tells of are named, and a report that cannot be read is kept")
    func untoldSpeakers() async throws {
        let sources = [try folder.voice("amina", clips: 3), try folder.voice("boris", clips: 3, hertz: 500)]
        _ = try await Preparation(sources: sources).run(into: output)
        let file = output.appendingPathComponent("report.json")
        let damaged = Data("{\"speakers\": 3".utf8)
        try damaged.write(to: file)

        var result = try await Preparation(sources: [sources[0]]).run(into: output)
        let start = "The dataset has speakers who are not in this report, boris"
        let kept = "the last report.json could not be read, and is kept as report.unread.json"
        #expect(result.report.notes == ["\(start): \(kept)"])
        #expect(result.report.table.hasSuffix("\(start): \(kept)."))
        #expect(try Data(contentsOf: output.appendingPathComponent("report.unread.json")) == damaged)
        let page = try String(contentsOf: output.appendingPathComponent("report.html"), encoding: .utf8)
        #expect(page.contains("<p>\(start): \(kept).</p>"))
        #expect(try PreparedClip.all(in: output).filter { $0.speaker == "boris" }.count == 3)

        // One that may not even be read is not written over: this link leads to memory at an address that nothing has.
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/proc/self/mem")
        let reason = "Input/output error"
        await #expect(throws: FileError.unreadable(path: file.path, reason: reason)) {
            try await Preparation(sources: [sources[0]]).run(into: output)
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file.path) == "/proc/self/mem")
        try FileManager.default.removeItem(at: file)

        // They stay named until they are prepared again.
        result = try await Preparation(sources: [sources[0]]).run(into: output)
        #expect(result.report.notes == ["\(start): no report tells of them"])
        #expect(try await Preparation(sources: sources).run(into: output).report.notes == nil)
        #expect(try await Preparation(sources: [sources[1]]).run(into: output).report.notes == nil)
    }

    @Test("An index whose last line is incomplete, and a clip that was deleted, are made good")
    func damage() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 4)])
        _ = try await preparation.run(into: output)
        let before = try snapshot(output)
        let index = output.appendingPathComponent(".prepare/speakers/amina/index.jsonl")
        try Data(contentsOf: index).dropLast(30).write(to: index)
        let clip = try #require(try PreparedClip.all(in: output).first)
        try FileManager.default.removeItem(at: working(clip))
        let result = try await preparation.run(into: output)
        #expect((1...2).contains(result.decoded))
        #expect(try snapshot(output) == before)
    }

    private func working(_ clip: PreparedClip) -> URL {
        output.appendingPathComponent(".prepare/speakers/\(clip.speaker)/audio/\(clip.id).flac")
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
        #expect(await task.value == DataPreparationError.stopped(done: 0, total: 3))
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
        let before = try PreparedClip.all(in: output)
        let transcript = folder.file("amina/metadata.jsonl")
        let lines = String(decoding: try Data(contentsOf: transcript), as: UTF8.self).split(separator: "\n")
        try folder.text("amina/metadata.jsonl", lines.reversed().map(String.init))
        source.name = "other"
        _ = try await Preparation(sources: [source]).run(into: folder.file("reversed"))
        let after = try PreparedClip.all(in: folder.file("reversed"))
        for split in ["train", "validation"] {
            let ids = [before, after].map { $0.filter { $0.split == split }.map(\.id) }
            #expect(ids[1] == ids[0].reversed())
        }
    }

    @Test("With few clips wanted, the others stay known, and are not decoded again")
    func quickTry() async throws {
        var preparation = Preparation(sources: [try folder.voice("amina", clips: 8)])
        _ = try await preparation.run(into: output)
        preparation.maximumClips = 1
        let few = try await preparation.run(into: output)
        #expect((few.decoded, few.report.speakers[0].train.clips) == (0, 1))
        preparation.maximumClips = nil
        let all = try await preparation.run(into: output)
        #expect((all.decoded, all.reused) == (0, 8))
        preparation.maximumClips = 1
        preparation.forgetsUnused = true
        _ = try await preparation.run(into: output)
        preparation.maximumClips = nil
        #expect(try await preparation.run(into: output).decoded > 0)
    }

    @Test("A clip that a power failure cut short is made again")
    func cutShort() async throws {
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 3)])
        _ = try await preparation.run(into: output)
        let before = try snapshot(output)
        let clip = working(try #require(try PreparedClip.all(in: output).first))
        try Data(contentsOf: clip).dropLast(100).write(to: clip)
        let again = try await preparation.run(into: output)
        #expect((again.decoded, again.reused) == (1, 2))
        #expect(try snapshot(output) == before)
    }

    @Test("Clips that no recording makes any more are removed when that is asked for, and other files are not")
    func tidying() async throws {
        var preparation = Preparation(sources: [try folder.voice("amina", clips: 3)])
        _ = try await preparation.run(into: output)
        let mine = output.appendingPathComponent(".prepare/speakers/amina/audio/mine.flac")
        try Data([1]).write(to: mine)
        let clip = try #require(try PreparedClip.all(in: output).first)
        try Data([1]).write(to: URL(fileURLWithPath: working(clip).path + ".0A1B2C3D.partial"))
        try Data([1]).write(to: output.appendingPathComponent("voices/amina+2.wav"))
        try Data([1]).write(to: output.appendingPathComponent("voices/other.wav"))
        try Data([1]).write(to: output.appendingPathComponent("amina/train-00000-of-00002.parquet"))
        try Data([1]).write(to: output.appendingPathComponent("amina/notes.txt"))
        try folder.recording("amina/audio/0.wav", hertz: 777)
        _ = try await preparation.run(into: output)
        #expect(FileManager.default.fileExists(atPath: working(clip).path))
        preparation.forgetsUnused = true
        _ = try await preparation.run(into: output)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: output.appendingPathComponent(".prepare/speakers/amina/audio").path)
        #expect(names.count == 4)
        #expect(names.contains("mine.flac"))
        #expect(try PreparedClip.all(in: output).count == 3)
        let voices = output.appendingPathComponent("voices").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: voices).sorted() == ["amina.wav", "other.wav"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: output.appendingPathComponent("amina").path).sorted()
                == ["notes.txt", "train-00000-of-00001.parquet", "validation-00000-of-00001.parquet"])
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
        let clips = try PreparedClip.all(in: output)
        #expect(
            clips.map { "\($0.speaker) \($0.language)" }.sorted() == [
                "amina Auto", "amina Auto", "boris German", "boris German",
            ])
        let voices = output.appendingPathComponent("voices").path
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: voices).sorted() == [
                "amina.wav", "boris+2.wav", "boris.wav",
            ])

        preparation.sources[0].name = "one"
        preparation.languages = [:]
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.severalSpeakers(path: file.path, name: "one", found: ["amina", "boris"]))
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
        let clips = try PreparedClip.all(in: output)
        let counts = Dictionary(clips.map { ("\($0.speaker) \($0.language)", 1) }, uniquingKeysWith: +)
        #expect(counts == ["en_allison English": 20, "ru_nsh Russian": 20])
        #expect(Set(clips.map { "\($0.speaker) \($0.split)" }).count == 4)
    }
}
