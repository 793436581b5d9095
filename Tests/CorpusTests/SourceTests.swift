import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Reading transcripts")
struct SourceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func transcripts(_ source: any Source) throws -> [SourceLine.Transcript] {
        try source.lines().map { try $0.content.get() }
    }

    private func messages(_ source: any Source) throws -> [String] {
        try source.lines().compactMap { line in
            guard case .failure(let failure) = line.content else { return nil }
            return folder.shortened("\(LocatedProblem(origin: line.origin, problem: failure.problem))")
        }
    }

    @Test(
        "A metadata.jsonl names its fields in any of the usual ways",
        arguments: ["audio", "file_name", "audio_filepath"], ["text", "transcript", "sentence", "normalized_text"])
    func jsonl(audio: String, text: String) throws {
        try folder.text(
            "metadata.jsonl",
            [#"{"\#(audio)": "a.wav", "\#(text)": " Hello. ", "language": "English", "n": 1, "x": null}"#])
        let lines = try transcripts(try FolderSource(folder.url))
        #expect(lines == [.init(audio: folder.file("a.wav"), text: "Hello.", language: "English")])
    }

    @Test("LJSpeech's metadata.csv has no header, and its normalised text counts")
    func speech() throws {
        try folder.text(
            "metadata.csv", [#"LJ-1|In 1881 "he" said|In eighteen eighty-one "he" said"#, "LJ-2|Well, yes|", "LJ-3|No"])
        try folder.recording("wavs/LJ-1.wav")
        try folder.recording("audio/LJ-2.flac")
        let lines = try transcripts(try FolderSource(folder.url))
        #expect(lines.map(\.text) == [#"In eighteen eighty-one "he" said"#, "Well, yes", "No"])
        #expect(
            lines.map(\.audio.path) == ["wavs/LJ-1.wav", "audio/LJ-2.flac", "LJ-3"].map { folder.file($0).path })
    }

    @Test("A metadata.csv with header has columns in any order, and quotation marks")
    func commas() throws {
        try folder.text(
            "metadata.csv",
            ["Sentence,file_name,language", #""Yes, ""indeed"","#, #"he said.",a.wav,Hausa"#, "No.,b.wav,"])
        let source = try FolderSource(folder.url)
        let lines = try transcripts(source)
        #expect(lines.map(\.text) == ["Yes, \"indeed\",\nhe said.", "No."])
        #expect(lines.map(\.audio.lastPathComponent) == ["a.wav", "b.wav"])
        #expect(lines.map(\.language) == ["Hausa", nil])
        #expect(try source.lines().map(\.origin.line) == [2, 4])
    }

    @Test("A line may tell how it is said, in JSON as in a table")
    func instructs() throws {
        try folder.text(
            "json/metadata.jsonl",
            [
                #"{"audio": "a.wav", "text": "A", "instruct": " Speak slowly. "}"#,
                #"{"audio": "b.wav", "text": "B", "instruct": ""}"#, #"{"audio": "c.wav", "text": "C", "instruct": 3}"#,
            ])
        let lines = try FolderSource(folder.file("json")).lines()
        #expect(try lines.prefix(2).map { try $0.content.get().instruct } == ["Speak slowly.", nil])
        #expect(
            try messages(FolderSource(folder.file("json"))) == [
                "DIR/json/metadata.jsonl:3: The field 'instruct' holds a number, where a text is needed."
            ])
        try folder.text("table/metadata.csv", ["file_name,text,instruct", "a.wav,A,Whisper.", "b.wav,B,"])
        #expect(try transcripts(try FolderSource(folder.file("table"))).map(\.instruct) == ["Whisper.", nil])
        let file = try folder.text("train.jsonl", [#"{"audio": "a.wav", "text": "A", "instruct": "Whisper."}"#])
        #expect(try transcripts(OfficialJSONLSource(file)).map(\.instruct) == ["Whisper."])
    }

    @Test("A file may begin with a byte order mark, have Windows line ends and empty lines at its end")
    func lineEnds() throws {
        let text =
            "\u{feff}{\"audio\": \"a.wav\", \"text\": \"A\"}\r\n{\"audio\": \"b.wav\", \"text\": \"B\"}\r\n\r\n\n"
        try folder.text("metadata.jsonl", [text])
        #expect(try transcripts(try FolderSource(folder.url)).map(\.text) == ["A", "B"])
    }

    @Test("The official JSONL gives speakers, references and paths relative to itself, or absolute")
    func official() throws {
        let file = try folder.text(
            "train.jsonl",
            [
                #"{"audio": "a.wav", "text": "A", "ref_audio": "r.wav", "speaker": "Amina"}"#,
                #"{"audio": "/x/b.wav", "text": "B"}"#,
            ])
        let lines = try transcripts(OfficialJSONLSource(file))
        #expect(
            lines == [
                .init(audio: folder.file("a.wav"), text: "A", speaker: "Amina", reference: folder.file("r.wav")),
                .init(audio: URL(fileURLWithPath: "/x/b.wav"), text: "B"),
            ])
    }

    @Test("Every bad line of a JSONL is reported, with what is wrong")
    func badLines() throws {
        try folder.text(
            "metadata.jsonl",
            [
                "audio: a.wav", "", #"{"text": "A"}"#, #"{"audio": "a.wav", "language": "x"}"#,
                #"{"audio": "a.wav", "text": "  "}"#, #"{"audio": 3, "text": "A"}"#, #"["a.wav", "A"]"#,
                #"{"audio": "a.wav", "text": ["A"]}"#,
            ])
        let example = #"The line is not a JSON object, such as {"audio": "a.wav", "text": "Hello."}."#
        #expect(
            try messages(try FolderSource(folder.url)) == [
                "DIR/metadata.jsonl:1: \(example) It begins with 'audio: a.wav'.",
                "DIR/metadata.jsonl:2: The line is empty: remove it, or write its transcript.",
                "DIR/metadata.jsonl:3: The line lacks the field 'audio' (or file_name, audio_filepath). It has text.",
                """
                DIR/metadata.jsonl:4: The line lacks the field 'text' (or transcript, sentence, normalized_text). \
                It has audio, language.
                """,
                "DIR/metadata.jsonl:5: The field 'text' is empty: fill it in, or remove the line.",
                "DIR/metadata.jsonl:6: The field 'audio' holds a number, where a text is needed.",
                #"DIR/metadata.jsonl:7: \#(example) It begins with '["a.wav", "A"]'."#,
                "DIR/metadata.jsonl:8: The field 'text' holds a list or an object, where a text is needed.",
            ])
    }

    @Test("Bytes that are not UTF-8 are reported")
    func notUTF8() throws {
        let file = try folder.file("a.jsonl", [0x7b, 0xff, 0x7d, 0x0a])
        #expect(
            try messages(OfficialJSONLSource(file))
                == ["DIR/a.jsonl:1: The line is not UTF-8 text: save the file in that encoding."])
    }

    @Test("A speaker's name that is not allowed is a problem of its line")
    func invalidSpeaker() {
        #expect(
            "\(Problem.invalidSpeaker("My Voice"))"
                == "The speaker 'My Voice' is no speaker's name: use letters a to z, digits and the signs _ . - "
                + "(a dot not at the beginning).")
    }

    @Test("Rows of a table that are too short or empty are reported")
    func badRows() throws {
        try folder.text("metadata.csv", ["a|A", "b", "", "c|"])
        #expect(
            try messages(try FolderSource(folder.url)) == [
                "DIR/metadata.csv:2: The line has 1 column, where at least 2 are needed.",
                "DIR/metadata.csv:3: The line is empty: remove it, or write its transcript.",
                "DIR/metadata.csv:4: The field 'text' is empty: fill it in, or remove the line.",
            ])
    }

    @Test(
        "A source is PATH or NAME=PATH",
        arguments: [
            ("voices/amina", nil, "voices/amina"), ("Amina=v", "amina", "v"), ("a/b=c", nil, "a/b=c"),
            ("x=a=b", "x", "a=b"),
        ] as [(String, String?, String)])
    func specification(argument: String, name: String?, path: String) throws {
        let source = try SourceSpecification(parsing: argument)
        #expect(source.name == name)
        #expect(source.location.path == URL(fileURLWithPath: path).path)
    }

    @Test(
        "A source that cannot be one is refused",
        arguments: [
            ("", CorpusError.invalidSpecification("")), ("a=", .invalidSpecification("a=")),
            ("=b", .invalidSpecification("=b")),
            ("ä=b", .invalidName("ä", from: "ä=b")), ("..=b", .invalidName("..", from: "..=b")),
            ("a b=c", .invalidName("a b", from: "a b=c")),
        ])
    func refusedSpecification(argument: String, error: CorpusError) {
        #expect(throws: error) { try SourceSpecification(parsing: argument) }
    }

    @Test("Paths without recordings are refused")
    func refusedPaths() throws {
        let missing = folder.file("none")
        #expect(throws: CorpusError.sourceMissing(path: missing.path)) {
            try SourceSpecification(location: missing).source()
        }
        #expect(throws: CorpusError.noTranscript(folder: folder.url.path)) {
            try SourceSpecification(location: folder.url).source()
        }
        let text = try folder.text("a.txt", ["x"])
        #expect(throws: CorpusError.notASource(path: text.path)) { try SourceSpecification(location: text).source() }
        let empty = try folder.file("a.jsonl", [])
        #expect(throws: CorpusError.emptyTranscript(path: empty.path)) { try OfficialJSONLSource(empty).lines() }
        let table = try folder.text("metadata.csv", ["a.wav,Hello"])
        #expect(throws: CorpusError.noHeader(path: table.path, found: ["a.wav", "hello"])) {
            try FolderSource(folder.url).lines()
        }
    }

    @Test(
        "Languages are written with a capital letter",
        arguments: [
            ("english", "English"), ("RUSSIAN", "Russian"), (" Hausa ", "Hausa"), ("", "Auto"), ("auto", "Auto"),
        ])
    func languages(given: String, expected: String) {
        #expect(LanguageName.canonical(given) == expected)
    }
}
