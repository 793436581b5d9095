import DatasetFixtures
import Foundation
import Hub
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("Reading transcripts")
struct SourceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func transcripts(_ source: any Source) async throws -> [SourceLine.Transcript] {
        try await source.lines(limit: nil).map { try $0.content.get() }
    }

    private func messages(_ source: any Source) async throws -> [String] {
        try await source.lines(limit: nil).compactMap { line in
            guard case .failure(let failure) = line.content else { return nil }
            return folder.shortened("\(LocatedProblem(origin: line.origin, problem: failure.problem))")
        }
    }

    @Test(
        "A metadata.jsonl names its fields in any of the usual ways",
        arguments: ["audio", "file_name", "audio_filepath"], ["text", "transcript", "sentence", "normalized_text"])
    func jsonl(audio: String, text: String) async throws {
        try folder.text(
            "metadata.jsonl",
            [#"{"\#(audio)": "a.wav", "\#(text)": " Hello. ", "language": "English", "n": 1, "x": null}"#])
        let lines = try await transcripts(TranscriptSource(folder.url))
        #expect(lines == [.init(recording: .file(folder.file("a.wav").path), text: "Hello.", language: "English")])
    }

    @Test("LJSpeech's metadata.csv has no header, and its normalised text counts")
    func speech() async throws {
        try folder.text(
            "metadata.csv",
            [#"LJ-1|In 1881 "he" said|In eighteen eighty-one "he" said"#, "LJ-2|Well, yes|", "LJ-3|No|"])
        try folder.recording("wavs/LJ-1.wav")
        try folder.recording("audio/LJ-2.flac")
        let lines = try await transcripts(TranscriptSource(folder.url))
        #expect(lines.map(\.text) == [#"In eighteen eighty-one "he" said"#, "Well, yes", "No"])
        #expect(
            lines.map { $0.recording }
                == ["wavs/LJ-1.wav", "audio/LJ-2.flac", "LJ-3"].map { .file(folder.file($0).path) })
    }

    @Test("A metadata.csv with header has columns in any order, and quotation marks")
    func commas() async throws {
        try folder.text(
            "metadata.csv",
            ["Sentence,file_name,language", #""Yes, ""indeed"","#, #"he said.",a.wav,Hausa"#, "No.,b.wav,"])
        let source = try TranscriptSource(folder.url)
        let lines = try await transcripts(source)
        #expect(lines.map(\.text) == ["Yes, \"indeed\",\nhe said.", "No."])
        #expect(lines.map(\.recording) == ["a.wav", "b.wav"].map { .file(folder.file($0).path) })
        #expect(lines.map(\.language) == ["Hausa", nil])
        #expect(try await source.lines(limit: nil).map(\.origin.line) == [2, 4])
    }

    @Test("A line may tell how it is said, in JSON as in a table")
    func instructs() async throws {
        try folder.text(
            "json/metadata.jsonl",
            [
                #"{"audio": "a.wav", "text": "A", "instruct": " Speak slowly. "}"#,
                #"{"audio": "b.wav", "text": "B", "instruct": ""}"#, #"{"audio": "c.wav", "text": "C", "instruct": 3}"#,
            ])
        let lines = try await TranscriptSource(folder.file("json")).lines(limit: nil)
        #expect(try lines.prefix(2).map { try $0.content.get().instruct } == ["Speak slowly.", nil])
        #expect(
            try await messages(TranscriptSource(folder.file("json"))) == [
                "DIR/json/metadata.jsonl:3: The field 'instruct' holds a number, where a text is needed."
            ])
        try folder.text("table/metadata.csv", ["file_name,text,instruct", "a.wav,A,Whisper.", "b.wav,B,"])
        #expect(try await transcripts(TranscriptSource(folder.file("table"))).map(\.instruct) == ["Whisper.", nil])
        let file = try folder.text("train.jsonl", [#"{"audio": "a.wav", "text": "A", "instruct": "Whisper."}"#])
        #expect(try await transcripts(TranscriptSource(file)).map(\.instruct) == ["Whisper."])
    }

    @Test("A file may begin with a byte order mark, have Windows line ends and empty lines at its end")
    func lineEnds() async throws {
        let text =
            "\u{feff}{\"audio\": \"a.wav\", \"text\": \"A\"}\r\n{\"audio\": \"b.wav\", \"text\": \"B\"}\r\n\r\n\n"
        try folder.text("metadata.jsonl", [text])
        #expect(try await transcripts(TranscriptSource(folder.url)).map(\.text) == ["A", "B"])
    }

    @Test("The official JSONL gives speakers, references and paths relative to itself, or absolute")
    func official() async throws {
        let file = try folder.text(
            "train.jsonl",
            [
                #"{"audio": "a.wav", "text": "A", "ref_audio": "r.wav", "speaker": "Amina"}"#,
                #"{"audio": "/x/b.wav", "text": "B"}"#,
            ])
        let lines = try await transcripts(TranscriptSource(file))
        #expect(
            lines == [
                .init(
                    recording: .file(folder.file("a.wav").path), text: "A", speaker: "Amina",
                    reference: folder.file("r.wav")),
                .init(recording: .file("/x/b.wav"), text: "B"),
            ])
    }

    @Test("Every bad line of a JSONL is reported, with what is wrong")
    func badLines() async throws {
        try folder.text(
            "metadata.jsonl",
            [
                "audio: a.wav", "", #"{"text": "A"}"#, #"{"audio": "a.wav", "language": "x"}"#,
                #"{"audio": "a.wav", "text": "  "}"#, #"{"audio": 3, "text": "A"}"#, #"["a.wav", "A"]"#,
                #"{"audio": "a.wav", "text": ["A"]}"#,
            ])
        let example = #"The line is not a JSON object, such as {"audio": "a.wav", "text": "Hello."}."#
        #expect(
            try await messages(TranscriptSource(folder.url)) == [
                "DIR/metadata.jsonl:1: \(example) It begins with 'audio: a.wav'.",
                """
                DIR/metadata.jsonl:3: The line lacks the field 'audio' (or file_name, audio_filepath, audio_file, audio_path). \
                It has text.
                """,
                """
                DIR/metadata.jsonl:4: The line lacks the field 'text' (or transcript, sentence, normalized_text, transcription). \
                It has audio, language.
                """,
                "DIR/metadata.jsonl:5: The field 'text' is empty: fill it in, or remove the line.",
                "DIR/metadata.jsonl:6: The field 'audio' holds a number, where a text is needed.",
                #"DIR/metadata.jsonl:7: \#(example) It begins with '["a.wav", "A"]'."#,
                "DIR/metadata.jsonl:8: The field 'text' holds a list or an object, where a text is needed.",
            ])
    }

    @Test("Bytes that are not UTF-8 are reported")
    func notUTF8() async throws {
        let file = try folder.file("a.jsonl", [0x7b, 0xff, 0x7d, 0x0a, 0x22, 0xc3, 0xa9, 0x22, 0x0a])
        #expect(
            try await messages(TranscriptSource(file))
                .first == "DIR/a.jsonl:1: The line is not UTF-8 text: save the file in that encoding.")
    }

    @Test("A speaker's name that is not allowed is a problem of its line")
    func invalidSpeaker() {
        #expect(
            "\(Problem.invalidSpeaker("My Voice"))"
                == "The speaker 'My Voice' is no speaker's name: use letters a to z, digits and the signs _ . - "
                + "(a dot not at the beginning). Where one person speaks, NAME=PLACE gives the name.")
    }

    @Test("Rows of a table that are too short or empty are reported")
    func badRows() async throws {
        try folder.text("metadata.csv", ["a|A word", "b", "", "c|", "d|Another"])
        #expect(
            try await messages(TranscriptSource(folder.url)) == [
                "DIR/metadata.csv:2: The row has 1 column, where the table has 2.",
                "DIR/metadata.csv:4: The column 2 is empty: fill it in, or remove the line.",
            ])
    }

    @Test(
        "A source is PATH or NAME=PATH",
        arguments: [
            ("./voices/amina", nil, "./voices/amina"), ("Amina=v", "amina", "v"), ("a/b=c", nil, "a/b=c"),
            ("x=a=b", "x", "a=b"), ("x/y.parquet", nil, "x/y.parquet"), ("x/y.jsonl", nil, "x/y.jsonl"),
        ] as [(String, String?, String)])
    func specification(argument: String, name: String?, path: String) throws {
        let source = try SourceSpecification(parsing: argument)
        #expect(source.name == name)
        #expect(source.location == .path(URL(fileURLWithPath: path)))
    }

    @Test(
        "What is no path here is a dataset of the Hub, with config, splits and revision",
        arguments: [
            ("a/b", "a/b", nil, [], "main"), ("x=a/b:c", "a/b", "c", [], "main"),
            ("a/b:c:train+test", "a/b", "c", ["train", "test"], "main"), ("a/b:c@v1", "a/b", "c", [], "v1"),
            ("a/b@refs/pr/1", "a/b", nil, [], "refs/pr/1"),
        ] as [(String, String, String?, [String], String)])
    func datasets(argument: String, id: String, config: String?, splits: [String], revision: String) throws {
        guard case .dataset(let dataset) = try SourceSpecification(parsing: argument).location else {
            Issue.record("\(argument) is no dataset")
            return
        }
        #expect(dataset.repository.id == id)
        #expect((dataset.config, dataset.splits, dataset.revision) == (config, splits, revision))
    }

    @Test("A folder that is there wins over a dataset, with a config too")
    func folders() throws {
        try folder.text("a/b/note", ["x"])
        let path = folder.file("a/b").path
        #expect(try SourceSpecification(parsing: path).location == .path(folder.file("a/b")))
        #expect(
            try SourceSpecification(parsing: "\(path):c:train").location
                == .config(folder: URL(fileURLWithPath: path), name: "c", splits: ["train"]))
    }

    @Test("Built-in speakers have names of their own and known places")
    func builtIn() throws {
        #expect(try BuiltInSpeaker.parse("Both").map(\.name) == ["hausa_speaker", "english_speaker"])
        #expect(try BuiltInSpeaker.parse("hausa_speaker") == [.hausa])
        #expect(throws: DataPreparationError.unknownBuiltInSpeaker("x", available: ["hausa", "english", "both"])) {
            try BuiltInSpeaker.parse("x")
        }
        let sources = BuiltInSpeaker.allCases.map(\.source)
        #expect(sources.map(\.name) == ["hausa_speaker", "english_speaker"])
        #expect(sources.map(\.language) == ["Hausa", "English"])
        guard case .dataset(let hausa) = sources[0].location, case .dataset(let english) = sources[1].location else {
            Issue.record("a built-in speaker is on the Hub")
            return
        }
        #expect(hausa.repository.id == "vaghawan/hausa-tts-22k")
        #expect((hausa.config, hausa.splits) == (nil, []))
        #expect(english.repository.id == "benjaminogbonna/nigerian_common_voice_dataset")
        #expect((english.config, english.splits) == ("english", ["train", "test"]))
    }

    @Test(
        "A source that cannot be one is refused",
        arguments: [
            ("", DataPreparationError.invalidSpecification("")), ("a=", .invalidSpecification("a=")),
            ("=b", .invalidSpecification("=b")),
            ("ä=b", .invalidName("ä", from: "ä=b")), ("..=b", .invalidName("..", from: "..=b")),
            ("a b=c", .invalidName("a b", from: "a b=c")),
        ])
    func refusedSpecification(argument: String, error: DataPreparationError) {
        #expect(throws: error) { try SourceSpecification(parsing: argument) }
    }

    @Test("Paths without recordings are refused")
    func refusedPaths() async throws {
        let missing = folder.file("none")
        #expect(throws: DataPreparationError.sourceMissing(path: missing.path)) {
            try SourceSpecification(location: missing).source()
        }
        #expect(throws: DataPreparationError.noTranscript(folder: folder.url.path)) {
            try SourceSpecification(location: folder.url).source()
        }
        let text = try folder.text("a.ini", ["x"])
        #expect(throws: DataPreparationError.notASource(path: text.path)) {
            try SourceSpecification(location: text).source()
        }
        let empty = try folder.file("a.jsonl", [])
        await #expect(throws: DataPreparationError.emptyTranscript(path: empty.path)) {
            try await TranscriptSource(empty).lines(limit: nil)
        }
    }

    @Test(
        "Languages are written with a capital letter",
        arguments: [
            ("ha", "Hausa"), ("en-US", "English"), ("pt_BR", "Portuguese"), ("english", "English"),
            ("RUSSIAN", "Russian"), (" Hausa ", "Hausa"), ("", "Auto"), ("auto", "Auto"), ("hau", "Hausa"),
            ("yor", "Yoruba"), ("ibo", "Igbo"), ("zho", "Chinese"), ("chi", "Chinese"), ("deu", "German"),
            ("zh-Hant-TW", "Chinese"), ("ne", "Nepali"), ("und", "Auto"), ("pcm", "Nigerian pidgin"),
            // Names as short as codes, and what is neither.
            ("ga", "Irish"), ("Ga", "Ga"), ("ewe", "Ewe"), ("Twi", "Twi"), ("xyz", "Xyz"),
            ("the-dialect", "The-dialect"),
        ])
    func languages(given: String, expected: String) {
        #expect(LanguageName.canonical(given) == expected)
    }
}
