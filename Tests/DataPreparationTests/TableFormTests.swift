import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

/// Sentences that no two columns share.
private let sentences = [
    "The old road leads over green hills.", "A small house stood by the water.", "My friend lived there for years.",
    "He moved to another town.", "Nobody knows the way any more.", "Please close the door behind you.",
]

@Suite("Forms of tables")
struct TableFormTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for number in 1...6 { try recording("\(number).wav") }
    }

    private func recording(_ name: String) throws {
        let file = folder.file(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data([1]).write(to: file)
    }

    /// Six lines, each made of its number from 1 and its sentence.
    private func table(_ name: String, header: String? = nil, _ line: (Int, String) -> String) throws -> URL {
        try folder.text(name, (header.map { [$0] } ?? []) + (1...6).map { line($0, sentences[$0 - 1]) })
    }

    private struct Read: Equatable {
        var texts: [String]
        var speakers: [String?]
        var languages: [String?]
        var form: String
    }

    private func read(
        _ place: URL? = nil, _ fields: TranscriptFields = TranscriptFields(), speaker: String? = nil
    ) throws -> Read {
        let reading = try TranscriptSource(place ?? folder.url, fields: fields, speaker: speaker).read(limit: nil)
        let lines = try reading.lines.map { try $0.content.get() }
        return Read(
            texts: lines.map(\.text), speakers: lines.map(\.speaker), languages: lines.map(\.language),
            form: reading.accounts.map(\.form).joined(separator: "\n"))
    }

    private func expect(
        _ form: String, speakers: [String?] = .init(repeating: nil, count: 6),
        languages: [String?] = .init(repeating: nil, count: 6), texts: [String] = sentences
    ) throws {
        #expect(try read() == Read(texts: texts, speakers: speakers, languages: languages, form: form))
    }

    private let pair = ["anna", "anna", "anna", "robert", "robert", "robert"]

    // MARK: - Without header

    /// At such paths `deletingLastPathComponent`, and at the last also `pathExtension`, of Foundation's NSString trap.
    @Test(
        "A path that ends in slashes is a recording that is not there; in the first line it may be a column's name",
        arguments: ["a//", "%//", "a///", "/a//", "//", #"\B\\\\%\"#, "/B//////////%//"])
    func slashes(path: String) throws {
        func read(wrong: Int) throws -> SourceReading {
            let file = try table("slashes.csv") { "\($0 == wrong ? path : "\($0).wav")|\($1)" }
            return try TableForm(file: file).read(
                TranscriptPlace(file, fields: TranscriptFields(), speaker: nil))
        }
        #expect(throws: DataPreparationError.self) { try read(wrong: 1) }
        for wrong in [4, 6] {
            let reading = try read(wrong: wrong)
            #expect(reading.accounts.map(\.lines) == [6])
            let recordings = try reading.lines.map { try $0.content.get().recording.name }
            #expect(recordings.count == 6 && recordings.filter { $0.hasSuffix(".wav") }.count == 5)
        }
    }

    @Test("LJSpeech, without and with normalised text")
    func speech() throws {
        _ = try table("metadata.csv") { "\($0)|\($1)" }
        try expect("LJSpeech: recording | text")
        _ = try table("metadata.csv") { "\($0)|In \(1900 + $0), \($1)|In nineteen hundred and \($0), \($1)" }
        try expect(
            "LJSpeech: recording | text | normalised text",
            texts: sentences.enumerated().map { "In nineteen hundred and \($0 + 1), \($1)" })
        _ = try table("metadata.csv") { "\($0)|\($1)|" }
        try expect("LJSpeech: recording | text | (not read)")
    }

    @Test("KSS: of six columns the third is what is said")
    func korean() throws {
        _ = try table("metadata.csv") { number, _ in
            "\(number).wav|IMF는 \(number)|아이엠에프는 \(number)|아이엠에프는 \(number)|2.\(number)|What is the fund?"
        }
        try expect(
            "KSS: recording | text | normalised text | letters | seconds | English",
            texts: (1...6).map { "아이엠에프는 \($0)" })
    }

    @Test(
        "Phonemes in the third column are not what is said",
        arguments: ["ˈæpəl paɪ %", "n i3 h ao3 #%", "HH AH0 L OW1 W ER1 L D", "{DH AH0 OW1 L D}"])
    func phonemes(writing: String) throws {
        _ = try table("metadata.csv") { "\($0)|\($1)|\(writing.replacing("%", with: "\($0)"))" }
        try expect("LJSpeech with phonemes: recording | text | (not read)")
    }

    @Test("Letters that an orthography shares with phonetics make no phonemes of a normalised text")
    func hausa() throws {
        let text = "Yara sun ɗauki ƙwallo, ɓera ya gudu."
        _ = try table("metadata.csv") { number, _ in "\(number)|\(number). \(text)|\(text)" }
        #expect(try read().form == "LJSpeech: recording | text | normalised text")
    }

    @Test("Piper's and Coqui's speakers become speakers where they come again and again")
    func speakers() throws {
        _ = try table("metadata.csv") { "\($0).wav|\(pair[$0 - 1])|\($1)" }
        try expect("Piper: recording | speaker | text", speakers: pair)
        _ = try table("metadata.csv") { "\($0).wav|\($1)|\(pair[$0 - 1])" }
        try expect("Coqui: recording | text | speaker", speakers: pair)
        _ = try table("metadata.csv") { "\($0).wav|\($0 % 2)|\($1)" }
        try expect("Piper: recording | speaker | text", speakers: ["1", "0", "1", "0", "1", "0"])
    }

    @Test("A column of languages is one")
    func languages() throws {
        _ = try table("metadata.csv") { "\($0)|\($1)|English" }
        try expect("a table: recording | text | language", languages: .init(repeating: "English", count: 6))
        _ = try table("metadata.csv") { "\($0)|ha|\($1)" }
        try expect("a table: recording | language | text", languages: .init(repeating: "ha", count: 6))
    }

    @Test("GPT-SoVITS: paths of another machine are found by their names, quotation marks round them are dropped")
    func lists() throws {
        let list = try table("train.list") { number, text in
            number == 1 ? #""output/slicer/1.wav"|anna|EN|\#(text)"# : #"C:\voices\\#(number).wav|anna|EN|\#(text)"#
        }
        let found = try read(list)
        #expect(found.texts == sentences)
        #expect(Set(found.speakers) == ["anna"])
        #expect(found.languages == .init(repeating: "EN", count: 6))
        #expect(
            found.form
                == "GPT-SoVITS: recording | speaker | language | text; 6 paths of another machine found by name"
        )
        let recordings = try TranscriptSource(list).read(limit: nil).lines.map { try $0.content.get().recording }
        #expect(recordings == (1...6).map { .file(folder.file("\($0).wav").path) })
    }

    @Test("A name that two paths have tells no recording, and one that two files have is asked for")
    func ambiguousNames() throws {
        try recording("x/7.wav")
        try recording("y/7.wav")
        let list = try folder.text(
            "a.list",
            [
                "/p/1.wav|anna|EN|One word.", "/q/1.wav|anna|EN|Two words.", "/p/7.wav|anna|EN|Three words.",
                "/p/2.wav|anna|EN|Four.",
            ])
        let found = try TranscriptSource(list).read(limit: nil).lines.map { line in line.content.map(\.recording) }
        #expect(
            found == [
                .success(.file("/p/1.wav")), .success(.file("/q/1.wav")),
                .failure(LineFailure(.recordingUnclear(path: "/p/7.wav", found: ["x/7.wav", "y/7.wav"]))),
                .success(.file(folder.file("2.wav").path)),
            ])
    }

    static let unclear: [(String, [String])] = [
        (
            "a translation",
            ["Der alte Weg.", "Ein kleines Haus.", "Mein Freund.", "Er zog um.", "Keiner weiß es.", "Zu, bitte."]
        ),
        ("a different name on each line", ["anna", "bo", "cy", "dora", "emil", "fay"]),
        ("a feeling", ["happy", "sad", "happy", "sad", "happy", "sad"]),
        ("a gender", ["male", "female", "male", "female", "male", "female"]),
        ("initials that are codes of languages", ["ka", "ha", "ka", "ha", "ka", "ha"]),
        ("seconds", ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]),
    ]

    @Test("What is not clear is asked for, with a row and the options that answer", arguments: unclear)
    func asked(what: String, values: [String]) throws {
        let file = try table("metadata.csv") { "\($0).wav|\($1)|\(values[$0 - 1])" }
        let error = DataPreparationError.columnsUnclear(path: file.path, values: ["1.wav", sentences[0], values[0]])
        #expect(failure { _ = try read() } == error)
        // The answers.
        #expect(try read(nil, TranscriptFields(text: "2"), speaker: "anna").texts == sentences)
        #expect(try read(nil, TranscriptFields(text: "2", speaker: "3")).speakers == values)
    }

    @Test("A table of recordings and few names again and again has no text")
    func namesAlone() throws {
        let file = try table("metadata.csv") { number, _ in "\(number).wav|\(pair[number - 1])" }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.columnsUnclear(path: file.path, values: ["1.wav", "anna"]))
        #expect(try read(nil, TranscriptFields(text: "2")).texts == pair)
    }

    @Test("Commas, tabs and semicolons divide tables without header too", arguments: [",", "\t", ";"])
    func others(delimiter: String) throws {
        _ = try table("metadata.csv") { "\($0).wav\(delimiter)\($1)" }
        #expect(try read().texts == sentences)
        #expect(try read(nil, TranscriptFields(audio: "1", text: "2")).texts == sentences)
    }

    // MARK: - With header

    @Test(
        "Columns are known by their names in any spelling",
        arguments: [
            ("audio_file", "text"), ("Audio File", "Transcript"), ("audio-path", "Sentence"),
            ("wav_filename", "transcript"), ("FILENAME", "normalized text"), ("Path", "Transcription"),
            ("wav", "TEXT"), ("Clip", "sentence"),
        ])
    func spellings(audio: String, text: String) throws {
        _ = try table("metadata.csv", header: "\(text)|\(audio)|Speaker ID") { "\($1)|\($0).wav|\(pair[$0 - 1])" }
        let found = try read()
        #expect((found.texts, found.speakers) == (sentences, pair))
        #expect(found.form.hasSuffix("recordings in '\(audio)', text in '\(text)', speaker in 'Speaker ID'"))
    }

    @Test("Coqui's and F5's header; two tables for training and validation")
    func coqui() throws {
        let line = { (number: Int, text: String) in "\(number).wav|\(text)|\(pair[number - 1])" }
        _ = try table("metadata.csv", header: "audio_file|text|speaker_name", line)
        try expect(
            "Coqui: recordings in 'audio_file', text in 'text', speaker in 'speaker_name'", speakers: pair)
        try FileManager.default.removeItem(at: folder.file("metadata.csv"))
        try folder.text("metadata_eval.csv", ["audio_file|text|speaker_name", line(6, sentences[5])])
        try folder.text(
            "metadata_train.csv", ["audio_file|text|speaker_name"] + (1...5).map { line($0, sentences[$0 - 1]) })
        #expect(try read().texts == sentences)
        #expect(
            try TranscriptSource(folder.url).read(limit: nil).lines.map { try $0.content.get().split }
                == [.train, .train, .train, .train, .train, .validation])
    }

    @Test("Common Voice: validated.tsv among other tables, with its recordings in clips")
    func commonVoice() throws {
        for number in 1...6 { try recording("cv/clips/c\(number).mp3") }
        try folder.text("cv/other.tsv", ["client_id\tpath\tsentence", "x\tx.mp3\tNothing."])
        _ = try table("cv/validated.tsv", header: "client_id\tpath\tsentence_id\tsentence\tup_votes\tage\tlocale") {
            "\(pair[$0 - 1])\tc\($0).mp3\t\($0)\t\"\($1)\t2\t\tha"
        }
        let found = try read(folder.file("cv"))
        #expect(found.texts == sentences.map { "\"\($0)" })
        #expect((found.speakers, found.languages) == (pair, .init(repeating: "ha", count: 6)))
        #expect(
            found.form
                == "Common Voice: recordings in 'path', text in 'sentence', speaker in 'client_id', language in 'locale'"
        )
        let lines = try TranscriptSource(folder.file("cv")).read(limit: nil).lines
        #expect(try lines[0].content.get().recording == .file(folder.file("cv/clips/c1.mp3").path))
    }

    @Test("DeepSpeech: train, dev and test, of which the last is said not to be read")
    func deepSpeech() throws {
        for (name, numbers) in [("train", [1, 2, 3, 4]), ("dev", [5]), ("test", [6])] {
            try folder.text(
                "\(name).csv",
                ["wav_filename,wav_filesize,transcript"] + numbers.map { "\($0).wav,1,\(sentences[$0 - 1])" })
        }
        let found = try read()
        #expect(found.texts == Array(sentences.prefix(5)))
        let form = "DeepSpeech: recordings in 'wav_filename', text in 'transcript'"
        #expect(found.form == "\(form)\n\(form); 'test.csv' is kept for tests and not read")
    }

    @Test("A header with unknown names is refused with the names and the options, and never a clip")
    func unknownHeader() throws {
        let file = try table("metadata.csv", header: "transcription by Ahmed,Audio file") {
            "\"\($1)\",\($0).wav"
        }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.columnsUnknown(
                    path: file.path, missing: [.text], found: ["transcription by Ahmed", "Audio file"]))
        for name in ["transcription by Ahmed", "Transcription-by-ahmed", "1"] {
            #expect(try read(nil, TranscriptFields(text: name)).texts == sentences)
        }
        _ = try table("metadata.csv", header: "Nummer|Satz") { "\($0)|\($1)" }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.columnsUnknown(path: file.path, missing: [.text], found: ["Nummer", "Satz"]))
        #expect(try read(nil, TranscriptFields(hasHeader: false)).texts == ["Satz"] + sentences)
        #expect(try read(nil, TranscriptFields(text: "2")).texts == sentences)
    }

    @Test("A first recording that is missing makes no header of its line")
    func missingFirst() throws {
        _ = try folder.text(
            "metadata.csv", ["0.wav|Nothing is here."] + (1...6).map { "\($0).wav|\(sentences[$0 - 1])" })
        #expect(try read().texts == ["Nothing is here."] + sentences)
    }

    @Test("A column of people whom no header calls so is asked about, unless one person speaks")
    func unknownSpeakerColumn() throws {
        let file = try table("metadata.csv", header: "file_name;text;Sprecher") { "\($0).wav;\($1);\(pair[$0 - 1])" }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.severalVoices(path: file.path, column: "Sprecher", values: ["anna", "robert"]))
        #expect(try read(nil, TranscriptFields(speaker: "Sprecher")).speakers == pair)
        #expect(try read(nil, speaker: "anna").texts == sentences)
        _ = try table("metadata.csv", header: "file_name;text;Speaker No") { "\($0).wav;\($1);\($0)" }
        #expect(throws: DataPreparationError.self) { try read() }
        _ = try table("metadata.csv", header: "file_name;text;emotion") { "\($0).wav;\($1);\(pair[$0 - 1])" }
        #expect(try read().texts == sentences)
    }

    @Test("Of two parts without header, the one for validation has the columns of the one for training")
    func parts() throws {
        try folder.text("train.txt", (1...5).map { "\($0).wav|\($0 % 2)|\(sentences[$0 - 1])" })
        try folder.text("val.txt", ["6.wav|0|\(sentences[5])"])
        #expect(try read().texts == sentences)
        #expect(try read().speakers == ["1", "0", "1", "0", "1", "0"])
    }

    @Test("An option that matches no column is refused with those that there are")
    func noSuchColumn() throws {
        let file = try table("metadata.csv", header: "file_name,text") { "\($0).wav,\"\($1)\"" }
        #expect(
            failure { _ = try read(nil, TranscriptFields(speaker: "who")) }
                == DataPreparationError.columnNotThere(
                    option: "--speaker-column", name: "who", path: file.path, found: ["file_name", "text"]))
        #expect(
            failure { _ = try read(nil, TranscriptFields(text: "3")) }
                == DataPreparationError.columnNotThere(
                    option: "--text-column", name: "3", path: file.path, found: ["file_name", "text"]))
        _ = try table("metadata.csv") { "\($0)|\($1)" }
        #expect(
            failure { _ = try read(nil, TranscriptFields(language: "lang")) }
                == DataPreparationError.columnNotThere(
                    option: "--language-column", name: "lang", path: file.path, found: ["1", "2"]))
    }

    @Test("Several columns for the text must agree, or be chosen from; so must several for the speaker")
    func disagreement() throws {
        let file = try table("metadata.csv", header: "path|text|normalized_text") {
            "\($0)|\($1)|\($0 == 4 ? "He moved to another city." : $1)"
        }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.columnsDisagree(
                    path: file.path, columns: ["text", "normalized_text"],
                    values: [sentences[3], "He moved to another city."], option: "--text-column"))
        #expect(try read(nil, TranscriptFields(text: "text")).texts == sentences)
        _ = try table("metadata.csv", header: "path|text|normalized_text") { "\($0)|\($1)|\($0 == 4 ? "" : $1)" }
        #expect(try read().texts == sentences)
        _ = try table("metadata.csv", header: "path|text|speaker|client_id") { "\($0)|\($1)|all|\(pair[$0 - 1])" }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.columnsDisagree(
                    path: file.path, columns: ["speaker", "client_id"], values: ["all", "robert"],
                    option: "--speaker-column"))
        #expect(try read(nil, TranscriptFields(speaker: "client_id")).speakers == pair)
    }

    // MARK: - Places

    @Test("The only table of a folder is its transcript, whatever it is called; of several one must be named")
    func lone() throws {
        let file = try table("prompts.tsv") { "\($0).wav\t\($1)" }
        #expect(try read().texts == sentences)
        #expect(try TranscriptSource(file).defaultName == "prompts")
        _ = try table("more.csv") { "\($0).wav,\"\($1)\"" }
        #expect(
            failure { _ = try read() }
                == DataPreparationError.severalTranscripts(folder: folder.url.path, names: ["more.csv", "prompts.tsv"]))
    }

    @Test("A form that is not read is refused by its name, with a recording of the place in the example")
    func unread() throws {
        try folder.text("1.srt", ["1"])
        #expect(
            failure { _ = try read() }
                == DataPreparationError.formNotRead(
                    path: folder.url.path, form: "subtitles", file: "1.srt", recording: "1.wav"))
        #expect(
            failure { _ = try read(folder.file("1.wav")) }
                == DataPreparationError.formNotRead(
                    path: folder.file("1.wav").path, form: "a recording by itself", file: "1.wav", recording: "1.wav"))
    }

    @Test("A text without columns is no table")
    func notATable() throws {
        let file = try folder.text("metadata.txt", ["The old road", "leads over hills."])
        #expect(failure { _ = try read() } == DataPreparationError.notATable(path: file.path, line: "The old road"))
    }

    @Test(
        "The line from which Excel reads what divides columns is a header, and counts",
        arguments: ["sep=;", "\"SEP=;\"", "sep=; "])
    func excelSeparator(line: String) throws {
        let file = try folder.text(
            "metadata.csv", [line, "file_name;text"] + (1...6).map { "\($0).wav;\(sentences[$0 - 1])" })
        #expect(try read().texts == sentences)
        let account = try #require(try TranscriptSource(file).read(limit: nil).accounts.first)
        #expect((account.lines, account.rows, account.headers) == (8, 6, 2))
    }
}
