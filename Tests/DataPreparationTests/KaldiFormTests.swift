import Audio
import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Data folders of Kaldi")
struct KaldiFormTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reading() throws -> SourceReading { try TranscriptSource(folder.url).read(limit: nil) }

    private func messages() throws -> [String] {
        try reading().lines.compactMap { line in
            guard case .failure(let failure) = line.content else { return nil }
            return folder.shortened("\(LocatedProblem(origin: line.origin, problem: failure.problem))")
        }
    }

    @Test("Recordings, texts, speakers and languages come from a file each")
    func files() throws {
        try folder.text("wav.scp", ["u1 wavs/u1.wav", "u2\t/x/u 2.flac"])
        try folder.text("text", ["u1 The first.", "", "u2   Das zweite."])
        try folder.text("utt2spk", ["u1 amina", "u2 bert"])
        try folder.text("spk2utt", ["amina u1", "bert u2"])
        try folder.text("utt2lang", ["u2 de"])
        let reading = try reading()
        #expect(
            try reading.lines.map { try $0.content.get() } == [
                .init(recording: .file(folder.file("wavs/u1.wav").path), text: "The first.", speaker: "amina"),
                .init(recording: .file("/x/u 2.flac"), text: "Das zweite.", language: "de", speaker: "bert"),
            ])
        #expect(reading.lines.map(\.origin.line) == [1, 3])
        #expect(
            reading.accounts.map { folder.shortened($0.sentence) }
                == ["DIR/text: read as Kaldi: wav.scp, text, utt2spk, utt2lang, 3 lines"])
    }

    @Test("With segments, an utterance is a part of a recording, and -1 is its end")
    func segments() throws {
        try folder.text("wav.scp", ["r1 long.wav"])
        try folder.text("segments", ["u1 r1 0.5 2.75", "u2 r1 3 -1", "u3 r1 5 4", "u4 r1", "u5 r1 0 1 2"])
        try folder.text("text", ["u1 One.", "u2 Two.", "u3 Three.", "u4 Four.", "u5 Five."])
        let lines = try reading().lines
        let path = folder.file("long.wav").path
        #expect(
            try lines.prefix(2).map { try $0.content.get().recording } == [
                .segment(path, try #require(AudioSegment(start: 0.5, duration: 2.25))),
                .segment(path, try #require(AudioSegment(start: 3))),
            ])
        #expect(
            try messages() == [
                "DIR/text:3: The field 'end' holds '4', where a time after the field 'start' (5.0) is needed.",
                "DIR/text:4: The field 'segments' holds 'u4 r1', where 'u4 RECORDING START END' in seconds is needed.",
                """
                DIR/text:5: The field 'channel' says that a part of the recording is meant, which is not read in this form: \
                give its times in seconds as 'offset' and 'duration', or cut the part into a file of its own, and remove the \
                field.
                """,
            ])
    }

    @Test("A command is not run, and neither it nor an archive is read; both are named with their lines")
    func commands() throws {
        let canary = folder.file("canary").path
        try folder.text("wav.scp", ["u1 touch \(canary) |", "u2 data/raw.ark:123", "u3 a.wav"])
        try folder.text("text", ["u1 One.", "u2 Two.", "u3 Three."])
        #expect(
            try messages() == [
                """
                DIR/text:1: The recording of 'u1' is what a command writes (line 1 of wav.scp: 'touch DIR/canary |'), and \
                commands are not run: run it into a file, and write the file's path there.
                """,
                """
                DIR/text:2: The recording of 'u2' is in an archive (line 2 of wav.scp: 'data/raw.ark:123'), which is not read: \
                copy it into a file of its own, as Kaldi's wav-copy does, and write the file's path there.
                """,
            ])
        #expect(!FileManager.default.fileExists(atPath: canary))
    }

    @Test("An id that is missing, twice or alone is named, whichever file lacks it")
    func ids() throws {
        try folder.text("wav.scp", ["u1 a.wav", "u2 b.wav", "u2 c.wav", "u5 e.wav", "u6 f.wav"])
        try folder.text("text", ["u1 One.", "u2 Two.", "u3 Three.", "u1 Four.", "u5", "u6 Six."])
        try folder.text("utt2spk", ["u1 a", "u2 a", "u3 a", "u5 a"])
        #expect(
            try messages() == [
                "DIR/text:3: The id 'u3' is not in 'wav.scp': add it there, or remove this line.",
                "DIR/text:4: The id 'u1' is on line 1 already: keep one of the lines.",
                "DIR/text:5: The line has the id 'u5' and nothing else: complete it, or remove it.",
                "DIR/text:6: The id 'u6' is not in 'utt2spk': add it there, or remove this line.",
                "DIR/wav.scp:3: The id 'u2' is on line 2 already: keep one of the lines.",
            ])
        try folder.text("text", ["u1 One.", "u2 Two."])
        #expect(
            try messages().suffix(2) == [
                "DIR/wav.scp:4: The id 'u5' is not in 'text': add it there, or remove this line.",
                "DIR/wav.scp:5: The id 'u6' is not in 'text': add it there, or remove this line.",
            ])
    }

    @Test("Without texts the folder is refused")
    func incomplete() throws {
        try folder.text("wav.scp", ["u1 a.wav"])
        let error = failure { _ = try reading() }
        #expect(
            error.map { folder.shortened($0.description) }
                == "The folder 'DIR' has Kaldi's wav.scp and no 'text': put it there, with 'ID TEXT' on each line.")
    }
}
