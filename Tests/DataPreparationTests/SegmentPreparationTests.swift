import Audio
import DatasetFixtures
import Foundation
import SpeechDataset
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Preparing segments of files")
struct SegmentPreparationTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    /// Twelve seconds in which each second has another tone, and a reference.
    private func longRecording() throws {
        let samples = (0..<12 * 16000).map { index in
            let hertz = Double(200 + 40 * (index / 16000))
            return 0.5 * Float(sin(2 * .pi * hertz * Double(index) / 16000))
        }
        try folder.recording("a/reference.wav", seconds: 2)
        try AudioFile.write(
            Waveform(samples: samples, sampleRate: 16000), to: folder.file("a/long.wav"), format: .wav16)
    }

    private func line(_ text: String, _ fields: String) -> String {
        #"{"audio_filepath": "long.wav", "text": "\#(text)", \#(fields)}"#
    }

    private func preparation(_ lines: [String]) throws -> Preparation {
        try folder.text("a/manifest.json", lines)
        var preparation = Preparation(sources: [SourceSpecification(location: folder.file("a"))])
        preparation.limits.gates[.unusualRate] = .off
        return preparation
    }

    private func message(_ preparation: Preparation) async -> String? {
        await failure { _ = try await preparation.run(into: output) }.map { folder.shortened($0.description) }
    }

    private let words = ["One is here.", "Two are there.", "Three are left.", "Four are right."]

    @Test("Segments of one file are clips of their own, whatever lies between them")
    func clips() async throws {
        try longRecording()
        var preparation = try preparation(
            words.enumerated().map { line($1, #""offset": \#(3 * $0), "duration": 1.5"#) })
        preparation.limits.padding = 0
        let result = try await preparation.run(into: output)
        let clips = try PreparedClip.all(in: output)
        #expect(Set(clips.map(\.text)) == Set(words))
        #expect(clips.allSatisfy { abs($0.duration - 1.5) < 0.01 })
        #expect(Set(clips.map(\.id)).count == 4)
        #expect((result.decoded, result.reused) == (4, 0))
        // Neither are they decoded again, nor when the folder is copied.
        #expect(try await preparation.run(into: output).reused == 4)
        try FileManager.default.moveItem(at: folder.file("a"), to: folder.file("b"))
        preparation.sources = [SourceSpecification(name: "a", location: folder.file("b"))]
        #expect(try await preparation.run(into: output).reused == 4)
    }

    @Test("Other times make another clip, although the file is the same")
    func otherTimes() async throws {
        try longRecording()
        _ = try await preparation(
            words.prefix(2).enumerated().map { line($1, #""offset": \#(3 * $0), "duration": 1.5"#) }
        )
        .run(into: output)
        let first = Set(try PreparedClip.all(in: output).map(\.id))
        let changed = try preparation([
            line(words[0], #""offset": 0, "duration": 1.5"#), line(words[1], #""offset": 3.5, "duration": 1.5"#),
        ])
        let result = try await changed.run(into: output)
        #expect((result.decoded, result.reused) == (1, 1))
        #expect(Set(try PreparedClip.all(in: output).map(\.id)).intersection(first).count == 1)
    }

    @Test("The limit of length holds for segments, and what lies outside the file is named")
    func limits() async throws {
        try longRecording()
        var preparation = try preparation([
            line(words[0], #""offset": 0, "duration": 2.5"#), line(words[1], #""offset": 3, "duration": 2"#),
            line(words[2], #""offset": 11, "duration": 2"#), line(words[3], #""offset": 13, "duration": 1"#),
        ])
        preparation.limits.maximumDuration = 2
        #expect(
            await message(preparation) == """
                3 problems in the recordings and transcripts; nothing was prepared.
                  DIR/a/manifest.json:1: The recording 'DIR/a/long.wav (0.0 s to 2.5 s)' is too long: 2.5 s, where at most 2.0 s \
                are allowed. Cut it.
                  DIR/a/manifest.json:3: The recording 'DIR/a/long.wav (11.0 s to 13.0 s)' ends at 12.0 s: correct the times, \
                which must be seconds within it.
                  DIR/a/manifest.json:4: The recording 'DIR/a/long.wav (13.0 s to 14.0 s)' ends at 12.0 s: correct the times, \
                which must be seconds within it.
                That is 3 of 4 lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. Mend them, raise it, \
                or leave all such lines out with --skip-bad.
                """)
    }

    @Test("A length without a start must be the file's, or nobody knows what is meant", arguments: [true, false])
    func announced(isTooLong: Bool) async throws {
        try longRecording()
        var preparation = try preparation([
            line(words[0], #""duration": 12.05"#), line(words[1], #""duration": 2.5"#),
        ])
        preparation.limits.maximumDuration = isTooLong ? 10 : 20
        let differs = """
              DIR/a/manifest.json:2: The recording 'DIR/a/long.wav' has 12.000 s, and the line's duration is 2.500 s. For a part \
            of the recording, write where it begins too ("offset": 0); for all of it, correct the duration or remove it.
            """
        let tooLong = """
              DIR/a/manifest.json:1: The recording 'DIR/a/long.wav' is too long: 12.0 s, where at most 10.0 s are allowed. Cut it.
            """
        let problems = isTooLong ? [tooLong, differs] : [differs]
        #expect(
            await message(preparation) == """
                \(problems.count) problem\(isTooLong ? "s" : "") in the recordings and transcripts; nothing was prepared.
                \(problems.joined(separator: "\n"))
                That is \(problems.count) of 2 lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. \
                Mend them, raise it, or leave all such lines out with --skip-bad.
                """)
    }

    @Test("Segments that share more than half of themselves are kept, and named")
    func overlaps() async throws {
        try longRecording()
        let preparation = try preparation([
            line(words[0], #""offset": 0, "duration": 4"#), line(words[1], #""offset": 1.5, "duration": 1"#),
            line(words[2], #""offset": 3.5, "duration": 2"#), line(words[3], #""offset": 4.4, "duration": 2"#),
        ])
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        let overlaps = speaker.warnings.filter { $0.reason == .overlap }.map {
            "\($0.line): \(folder.shortened($0.detail))"
        }
        #expect(
            overlaps == [
                "2: more than half of it, or of the segment of DIR/a/manifest.json:1, is in both",
                "4: more than half of it, or of the segment of DIR/a/manifest.json:3, is in both",
            ])
        #expect(speaker.train.clips + speaker.validation.clips == 4)
    }
}
