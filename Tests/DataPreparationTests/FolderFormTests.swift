import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Folders with recordings and texts in files of their own")
struct FolderFormTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Makes files that need no content, as no audio is read yet.
    private func touch(_ names: [String]) throws { for name in names { try folder.text(name, ["x"]) } }

    private func reading(_ path: String = "") throws -> SourceReading {
        let url = path.isEmpty ? folder.url : folder.file(path)
        let source = try #require(try SourceSpecification(location: url).source() as? TranscriptSource)
        return try source.read(limit: nil)
    }

    /// What is said where, or what is wrong.
    private func said(_ path: String = "") throws -> [String] {
        try reading(path).lines.map { line in
            switch line.content {
            case .failure(let failure):
                folder.shortened("\(LocatedProblem(origin: line.origin, problem: failure.problem))")
            case .success(let transcript):
                switch transcript.recording {
                case .file(let path): folder.shortened("\(path) \(transcript.speaker ?? "-"): \(transcript.text)")
                default: "no file"
                }
            }
        }
    }

    private func message(_ path: String = "") -> String? {
        failure { _ = try reading(path) }.map { folder.shortened($0.description) }
    }

    @Test("A text lies beside each recording, as .txt or .lab, and line ends in it mean nothing")
    func sidecars() throws {
        try touch(["a.wav", "b.MP3", "c.flac", "reference.wav"])
        try folder.text("a.txt", [" Hello", "you. ", ""])
        try folder.text("b.lab", ["Yes."])
        try folder.text("c.txt", ["No."])
        try folder.text("c.lab", ["No."])
        try folder.text("README.txt", ["About."])
        #expect(try said() == ["DIR/a.wav -: Hello you.", "DIR/b.MP3 -: Yes.", "DIR/c.flac -: No."])
        #expect(
            try reading().accounts.map { folder.shortened($0.sentence) }
                == ["DIR: read as a text beside each recording, 3 lines"])
    }

    @Test("What does not pair is named")
    func unpaired() throws {
        try touch(["a.wav", "b.wav", "c.wav", "c.mp3", "e.wav", "f.wav", "g.wav", "h.wav"])
        try folder.text("b.txt", ["Yes."])
        try folder.text("b.lab", ["No."])
        try folder.text("c.txt", ["C."])
        try folder.text("d.txt", ["D."])
        try folder.text("e.txt", ["  ", ""])
        try folder.text("f.lab", ["0 3200000 sil", "3200000 6400000 HH"])
        try folder.text("g.lab", ["HH", "AH"])
        try Data([0x41, 0xff]).write(to: folder.file("h.txt"))
        #expect(
            try said() == [
                "DIR/a.wav: Nothing says what is said in 'a.wav': write it into 'a.txt', or remove the recording.",
                "DIR/b.lab:1: The recording has two texts that differ, 'b.lab' and 'b.txt': remove the wrong one.",
                """
                DIR/c.txt:1: The text belongs to 2 recordings (c.mp3, c.wav): keep one, or give each a name and a text of its \
                own.
                """,
                "DIR/d.txt:1: There is no recording to 'd.txt': put 'd.wav' there, or remove the text.",
                "DIR/e.txt:1: The file 'e.txt' is empty: write what is said in the recording, or remove both.",
                """
                DIR/f.lab:1: The file 'f.lab' has times or labels, where the text of the recording is needed: write the words \
                alone.
                """,
                """
                DIR/g.lab:1: The file 'g.lab' has times or labels, where the text of the recording is needed: write the words \
                alone.
                """,
                "DIR/h.txt:1: The line is not UTF-8 text: save the file in that encoding.",
            ])
    }

    @Test("A folder for each speaker has recordings and texts, with a reference of their own")
    func speakers() throws {
        try touch(["bert/b.wav", "amina/a.wav", "amina/reference.wav"])
        try folder.text("bert/b.txt", ["B."])
        try folder.text("amina/a.txt", ["A."])
        #expect(try said() == ["DIR/amina/a.wav amina: A.", "DIR/bert/b.wav bert: B."])
        let references = try reading().lines.map { try $0.content.get().reference?.lastPathComponent }
        #expect(references == ["reference.wav", nil])
    }

    @Test("Recordings and texts may have trees of their own, as in VCTK")
    func trees() throws {
        try touch(["wav48/p225/p225_001.wav", "wav48/p226/p226_001.wav", "wav48/p226/p226_002.wav"])
        try folder.text("txt/p225/p225_001.txt", ["A."])
        try folder.text("txt/p226/p226_001.txt", ["B."])
        #expect(
            try said() == [
                "DIR/wav48/p225/p225_001.wav p225: A.", "DIR/wav48/p226/p226_001.wav p226: B.",
                """
                DIR/wav48/p226/p226_002.wav: Nothing says what is said in 'p226_002.wav': write it into 'p226_002.txt', or \
                remove the recording.
                """,
            ])
        try touch(["one/wavs/a.wav"])
        try folder.text("one/txt/a.txt", ["A."])
        #expect(try said("one") == ["DIR/one/wavs/a.wav -: A."])
    }

    @Test("LibriTTS has the speaker in the name, and its normalised text counts", arguments: ["", "84", "84/121"])
    func libriTTS(place: String) throws {
        try touch(["84/121/84_121_000_001.wav", "84/121/84_121_000_002.wav"])
        for (index, text) in ["One.", "Two."].enumerated() {
            try folder.text("84/121/84_121_000_00\(index + 1).normalized.txt", [text])
            try folder.text("84/121/84_121_000_00\(index + 1).original.txt", ["\(index + 1)."])
        }
        try folder.text("84/121/84_121.trans.tsv", ["x"])
        #expect(
            try said(place) == [
                "DIR/84/121/84_121_000_001.wav 84: One.", "DIR/84/121/84_121_000_002.wav 84: Two.",
            ])
    }

    @Test("Where any of several folders could be the speaker's, it is asked for")
    func deep() throws {
        try touch(["x/y/a.wav"])
        try folder.text("x/y/a.txt", ["A."])
        #expect(
            message() == """
                In the folder 'DIR' recordings lie several folders deep ('x/y/a'), and any of these could be the speaker's: \
                give each speaker's folder as a source of its own, as --source NAME=FOLDER.
                """)
    }

    @Test(
        "LibriSpeech has the texts of a chapter in one file, and the speaker above it", arguments: ["", "84", "84/121"])
    func libriSpeech(place: String) throws {
        try folder.text("SPEAKERS.TXT", ["84 | F"])
        try touch(["84/121/84-121-0000.flac", "84/121/84-121-0001.flac", "84/121/84-121-0003.flac"])
        try folder.text(
            "84/121/84-121.trans.txt", ["84-121-0000 GO AWAY", "84-121-0001 NO", "84-121-0002 YES", "84-121-0001"])
        #expect(
            try said(place) == [
                "DIR/84/121/84-121-0000.flac 84: GO AWAY", "DIR/84/121/84-121-0001.flac 84: NO",
                "DIR/84/121/84-121-0002.flac 84: YES",
                "DIR/84/121/84-121.trans.txt:4: The id '84-121-0001' is on line 2 already: keep one of the lines.",
                """
                DIR/84/121/84-121-0003.flac: Nothing says what is said in '84-121-0003.flac': write it into \
                '84-121.trans.txt', or remove the recording.
                """,
            ])
        #expect(
            try reading(place).accounts.map { folder.shortened($0.sentence) }
                == ["DIR/84/121/84-121.trans.txt: read as LibriSpeech: an id and its text, 4 lines"])
    }

    @Test("A folder for each speaker may have a transcript of its own, in any form")
    func speakersWithTranscripts() throws {
        try folder.text("amina/metadata.csv", ["a|A."])
        try folder.text("bert/metadata.jsonl", [#"{"audio": "b.wav", "text": "B.", "speaker": "bertram"}"#])
        try touch(["carl/c.wav", "dora/d.wav", "dora/d.txt"])
        #expect(
            try said() == [
                "DIR/amina/a amina: A.", "DIR/bert/b.wav bertram: B.", "DIR/dora/d.wav dora: x",
                "DIR/carl/c.wav: Nothing says what is said in 'c.wav': write it into 'metadata.csv', or remove the recording.",
            ])
        try folder.text("split/train/metadata.csv", ["a|A."])
        try folder.text("split/test/metadata.csv", ["a|A."])
        #expect(
            message("split") == """
                The folder 'DIR/split' has a transcript in each of test, train, which look like splits and not like speakers: \
                give the one that is meant as the source, or each with a NAME of its own.
                """)
    }

    @Test("A folder without a transcript names those that lie deeper")
    func deeper() throws {
        try touch(["by_book/karen/x/wavs/1.wav", "notes.md"])
        try folder.text("by_book/karen/x/metadata.csv", ["1|One."])
        #expect(
            message()
                == """
                The folder 'DIR' has no transcript itself; below it there is by_book/karen/x/metadata.csv. Give the \
                folder of each as a source of its own, as --source NAME=FOLDER.
                """)
    }

    @Test("Festival's utterances are named")
    func festival() throws {
        try touch(["wav/1.wav"])
        try folder.text("txt.done.data", [#"( 1 "One." )"#])
        #expect(
            message()?.hasPrefix("The place 'DIR' has Festival's utterances ('txt.done.data'), which is not read.")
                == true)
    }
}
