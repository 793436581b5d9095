import Audio
import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("Preparing texts and voices as people have them")
struct PreparationTextTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    private func line(_ file: String, _ text: String, speaker: String? = nil) -> String {
        #"{"audio": "\#(file)", "text": "\#(text)", "language": "english""#
            + (speaker.map { #", "speaker": "\#($0)"}"# } ?? "}")
    }

    @Test("The clip, the report and the training have the text without what is invisible, and the report names that")
    func invisible() async throws {
        try folder.recording("a/b.wav", hertz: 900)
        let source = try folder.voice(
            "a", clips: 3, extraLines: [line("b.wav", "Good\u{200B} mor\u{AD}ning,\u{A0}Zoe\u{308}.")])
        let speaker = try #require(try await Preparation(sources: [source]).run(into: output).report.speakers.first)
        let warnings = speaker.warnings.filter { $0.reason == .invisibleCharacters }
        #expect(warnings.map(\.text) == ["Good morning, Zo\u{EB}."])
        #expect(
            warnings.map(\.detail) == ["invisible and removed: U+00AD, U+200B; made an ordinary space: U+00A0"])
        let texts = try PreparedClip.all(in: output).map { Array($0.text.unicodeScalars) }
        #expect(texts.contains(Array("Good morning, Zo\u{EB}.".unicodeScalars)))
    }

    @Test("A text of nothing but invisible characters is a bad line")
    func onlyInvisible() async throws {
        try folder.recording("a/b.wav", hertz: 900)
        let source = try folder.voice("a", clips: 3, extraLines: [line("b.wav", "\u{200B}\u{2060}")])
        var preparation = Preparation(sources: [source])
        preparation.maximumBadShare = 1
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(
            speaker.rejections.map(\.detail) == [
                "The text has nothing but invisible characters (U+200B, U+2060): write what is said, or remove the line."
            ])
        #expect(speaker.rejected == ["bad_line": 1])
    }

    @Test("A dataset from elsewhere is read with clean texts")
    func elsewhere() async throws {
        try folder.parquet(
            "data/amina/train-00000-of-00001.parquet",
            [
                ParquetVoiceRow(bytes: folder.tone(300), text: "Good\u{200B} mor\u{AD}ning")
            ])
        let clips = try PreparedDataset.open(folder.file("data")).clips(.train)
        #expect(clips.map(\.text) == ["Good morning"])
    }

    @Test("Apostrophes that are written in several ways are told once for the speaker")
    func apostrophes() async throws {
        for index in 0..<2 { try folder.recording("a/\(index).wav", hertz: 900 + 20 * Double(index)) }
        let source = try folder.voice(
            "a", clips: 3, extraLines: [line("0.wav", "It's one of these"), line("1.wav", "It’s the other one")])
        let report = try await Preparation(sources: [source]).run(into: output).report
        let note =
            "the apostrophe is written as ' (U+0027) in 1 clip, first on line 4; ’ (U+2019) in 1 clip, first on line 5. Write one "
            + "sign everywhere: they look alike, and are not the same to the model"
        #expect(report.speakers.first?.notes == [note])
        #expect(report.table.contains("a: \(note)"))
        let page = try String(contentsOf: output.appendingPathComponent("report.html"), encoding: .utf8)
        #expect(page.contains("Write one sign everywhere"))
    }

    @Test("A reference.wav beside the lines of several speakers is nobody's voice, and that is said")
    func referenceOfSeveral() async throws {
        var lines: [String] = []
        for (index, speaker) in ["amina", "amina", "bo", "bo"].enumerated() {
            try folder.recording("two/\(index).wav", hertz: 300 + 50 * Double(index))
            lines.append(line("\(index).wav", "Sentence number \(index).", speaker: speaker))
        }
        try folder.text("two/metadata.jsonl", lines)
        try folder.recording("two/reference.wav", seconds: 2)
        var preparation = Preparation(sources: [SourceSpecification(location: folder.file("two"))])
        let report = try await preparation.run(into: output).report
        #expect(report.speakers.flatMap(\.references).map(\.origin) == [.chosen, .chosen])
        #expect(
            report.speakers.map { $0.notes?.map(folder.shortened) } == [
                [
                    "'reference.wav' shows none of the voices, as the folder has 2 speakers: put a recording of each "
                        + "into the folder of voices (amina.wav and so on), or give --reference NAME=FILE"
                ], nil,
            ])
        let voices = try ["amina", "bo"].map { try Data(contentsOf: output.appendingPathComponent("voices/\($0).wav")) }
        #expect(voices[0] != voices[1])
        preparation.references = ["bo": [folder.file("two/reference.wav")]]
        #expect(
            try await preparation.run(into: output).report.speakers.flatMap(\.references).map(\.origin)
                == [.chosen, .option])
    }

    @Test("A sound that another speaker has too is told with that speaker")
    func otherSpeaker() async throws {
        let first = try folder.voice("amina", clips: 3)
        try folder.recording("bo/x.wav", hertz: 200)
        let second = try folder.voice("bo", clips: 3, hertz: 700, extraLines: [line("x.wav", "This is mine.")])
        let report = try await Preparation(sources: [first, second]).run(into: output).report
        #expect(
            report.speakers[1].rejections.map { folder.shortened($0.detail) } == [
                "the same sound as DIR/amina/metadata.jsonl:1, which the speaker 'amina' says"
            ])
    }

    @Test("A link whose target was recorded again is decoded again; a shard behind a link stays as it is")
    func links() async throws {
        let source = try folder.voice("a", clips: 3)
        let (link, target) = (folder.file("a/audio/0.wav"), folder.file("first.wav"))
        try FileManager.default.moveItem(at: link, to: target)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
        let preparation = Preparation(sources: [source])
        _ = try await preparation.run(into: output)
        let shard = output.appendingPathComponent("a/train-00000-of-00001.parquet")
        let moved = folder.file("moved.parquet")
        try FileManager.default.moveItem(at: shard, to: moved)
        try FileManager.default.createSymbolicLink(at: shard, withDestinationURL: moved)
        let again = try await preparation.run(into: output)
        #expect((again.decoded, again.changed) == (0, []))

        try folder.recording("first.wav", hertz: 950, seconds: 1.5)
        let result = try await preparation.run(into: output)
        #expect(result.decoded == 1)
        #expect(!result.changed.isEmpty)
    }

    @Test("A recording is found although the disk composes its name otherwise")
    func composition() async throws {
        try folder.recording("a/ma\u{308}dchen.wav", hertz: 900)
        let source = try folder.voice("a", clips: 3, extraLines: [line("m\u{E4}dchen", "There she is.")])
        let speaker = try #require(try await Preparation(sources: [source]).run(into: output).report.speakers.first)
        #expect((speaker.lines, speaker.rejected) == (4, [:]))
    }
}
