import DatasetFixtures
import Foundation
import SpeechDataset
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Transcripts in JSON")
struct JSONFormTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reading(_ path: String = "") throws -> SourceReading {
        try TranscriptSource(path.isEmpty ? folder.url : folder.file(path)).read(limit: nil)
    }

    private func message(_ path: String = "") -> String? {
        failure { _ = try reading(path) }.map { folder.shortened($0.description) }
    }

    @Test("A list of objects is read like lines of them, wherever its lines end")
    func list() throws {
        let text = """
            [
              {"audio_filepath": "a.wav", "text": "He said \\"[yes], {no}\\".", "tags": ["x", {"y": 1}]},
              {
                "audio_filepath": "b.wav",
                "text": "B"
              }, {"audio_filepath": "c.wav"}, 4
            ]
            """
        try folder.text("manifest.json", [text])
        let reading = try reading("manifest.json")
        let texts = reading.lines.map { line in
            switch line.content {
            case .success(let transcript): "\(line.origin.line) \(transcript.text)"
            case .failure(let failure): "\(line.origin.line) \(failure.problem)"
            }
        }
        #expect(
            texts == [
                "2 He said \"[yes], {no}\".", "3 B",
                """
                6 The line lacks the field 'text' (or transcript, sentence, normalized_text, transcription). It has \
                audio_filepath.
                """,
                #"6 The line is not a JSON object, such as {"audio": "a.wav", "text": "Hello."}. It begins with '4'."#,
            ])
        #expect(
            reading.accounts.map { folder.shortened($0.sentence) }
                == ["DIR/manifest.json: read as JSON: a list of objects, 4 lines"])
    }

    @Test("An object is one recording, also over several lines, where it has a recording's fields")
    func single() throws {
        try folder.text("one.json", ["{\"audio\": \"a.wav\",", "\"text\": \"A\"}"])
        #expect(try reading("one.json").lines.map { try $0.content.get().text } == ["A"])
    }

    @Test("An object that is no recording is refused with what would help", arguments: [" ", "\n"])
    func otherObject(space: String) throws {
        try folder.text("data.json", [#"{"a.wav": "A",\#(space)"b.wav": "B", "c.wav": "C", "d.wav": "D"}"#])
        #expect(
            message("data.json") == """
                The file 'DIR/data.json' is one JSON object with a.wav, b.wav, c.wav, where an object for each recording is \
                needed, on a line of its own or in a list: {"audio": "a.wav", "text": "Hello."}. Or write a metadata.csv that \
                begins so:
                  file_name|text
                  a.wav|What is said in it.
                """)
    }

    @Test("A speaker may be a whole number")
    func numberedSpeaker() throws {
        try folder.text(
            "metadata.jsonl",
            [
                #"{"audio": "a.wav", "text": "A", "speaker": 92}"#, #"{"audio": "b.wav", "text": "B", "speaker": 9.5}"#,
            ])
        let lines = try reading().lines
        #expect(try lines[0].content.get().speaker == "92")
        #expect(
            lines[1].content
                == .failure(LineFailure(.notText(field: "speaker", found: "a number"))))
    }

    @Test("A folder's manifest has any name, and a training and a validation manifest are the two splits")
    func manifests() throws {
        let line = { (text: String) in #"{"audio_filepath": "\#(text).wav", "text": "\#(text)"}"# }
        try folder.text("one/config.json", ["{}"])
        try folder.text("one/train_manifest.json", [line("A")])
        #expect(try reading("one").lines.map { try $0.content.get().split } == [nil])
        try folder.text("two/dev.jsonl", [line("A")])
        try folder.text("two/train.jsonl", [line("B"), line("C")])
        let lines = try reading("two").lines.map { try $0.content.get() }
        #expect(lines.map(\.text) == ["B", "C", "A"])
        #expect(lines.map(\.split) == [.train, .train, .validation])
        try folder.text("three/a.jsonl", [line("A")])
        try folder.text("three/b.jsonl", [line("B")])
        #expect(
            message("three") == """
                The folder 'DIR/three' has several manifests (a.jsonl, b.jsonl): name the file that is meant as the source.
                """)
    }

    @Test(
        "A field that the user names and no object has is an error that lists the fields",
        arguments: ["audio", "text", "language", "speaker"])
    func givenName(content: String) throws {
        let file = try folder.text(
            "metadata.jsonl", [#"{"audio": "a.wav", "text": "A"}"#, #"{"audio": "b.wav", "said by": "B"}"#])
        let fields = TranscriptFields(
            audio: content == "audio" ? "who" : nil, text: content == "text" ? "who" : nil,
            language: content == "language" ? "who" : nil, speaker: content == "speaker" ? "who" : nil)
        #expect(
            failure { _ = try TranscriptSource(file, fields: fields).read(limit: nil) }
                == DataPreparationError.fieldNotThere(
                    option: "--\(content)-column", name: "who", path: file.path, found: ["audio", "text", "said by"]))
        // In another spelling it is there.
        let reading = try TranscriptSource(file, fields: TranscriptFields(speaker: "Said_By")).read(limit: nil)
        #expect(reading.lines.count == 2)
    }
}
