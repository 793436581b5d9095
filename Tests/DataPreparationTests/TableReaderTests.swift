import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("Rows of tables")
struct TableReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Reads a table as the file `metadata.csv`, whose recordings are all there; each row is its text, or what is wrong with it.
    private func rows(_ table: String, recordings: ClosedRange<Int> = 1...9, name: String = "metadata.csv") async throws
        -> [String]
    {
        try reading(table, recordings: recordings, name: name).lines.map { line in
            switch line.content {
            case .success(let transcript): "\(line.origin.line) \(transcript.text)"
            case .failure(let failure): "\(line.origin.line) \(failure.problem)"
            }
        }
    }

    private func reading(
        _ table: String, recordings: ClosedRange<Int> = 1...9, name: String = "metadata.csv"
    ) throws -> SourceReading {
        for number in recordings { try Data([1]).write(to: folder.file("\(number).wav")) }
        try Data(table.utf8).write(to: folder.file(name))
        return try TranscriptSource(folder.file(name)).read(limit: nil)
    }

    @Test("A quotation mark within a field is a mark of the text")
    func inches() async throws {
        let table = "file_name,text\n1.wav,The pipe is 5\" wide\n2.wav,Two\n3.wav,A 6\" nail\n"
        #expect(try await rows(table) == ["2 The pipe is 5\" wide", "3 Two", "4 A 6\" nail"])
    }

    @Test("Quotation marks round a field protect commas, doubled marks and line ends")
    func quoted() async throws {
        let table =
            "file_name,text\r\n1.wav,\"Yes, \"\"indeed\"\", he said.\"\r\n2.wav,\"Two\r\nlines\"\r\n3.wav,\"\"\"So\"\"\"\r\n"
        #expect(try await rows(table) == ["2 Yes, \"indeed\", he said.", "3 Two\nlines", "5 \"So\""])
    }

    @Test("A mark without a partner is named at the line that it opens on, and no other row is lost")
    func openQuote() async throws {
        let table = "file_name,text\n1.wav,One\n2.wav,\"Hello there\n3.wav,Three\n4.wav,Four\n"
        #expect(
            try await rows(table) == [
                "2 One",
                "3 The quotation mark that opens a field of this row has no partner in the rest of the file: close it at the "
                    + "field's end, or double it where it belongs to the text and put the field between quotation marks.",
                "4 Three", "5 Four",
            ])
    }

    @Test(
        "Nor is a row lost where a later mark seems to be the partner",
        arguments: [
            "3.wav,Three\n4.wav,\"Four, quoted\"\n", "3.wav,Three\n4.wav,And he said\"\n",
            "3.wav,Three\n4.wav,\"\"\"Four\"\" he said\"\n",
        ])
    func latePartner(rest: String) async throws {
        let found = try await rows("file_name,text\n1.wav,One\n2.wav,\"Hello there\n\(rest)")
        #expect(found.count == 4)
        #expect(found[0] == "2 One")
        #expect(found[1].hasPrefix("3 The quotation mark that opens a field of this row "))
        #expect(found[2] == "4 Three")
        #expect(found[3].hasPrefix("5 "))
        #expect(!found.contains { $0.contains("\n") })
    }

    @Test("A mark before rows whose recordings stand behind their texts swallows none of them")
    func textFirst() async throws {
        let table = "text,file_name\nOne,1.wav\n\"Hello,2.wav\nSaid it\",3.wav\nFour,4.wav\n"
        #expect(
            try await rows(table) == [
                "2 One",
                "3 The quotation mark that opens a field of this row has its partner on line 4 only, with other rows of the "
                    + "table between: close it at the field's end, or take it out.",
                "4 Said it\"", "5 Four",
            ])
    }

    @Test("What follows a closing mark is named")
    func textAfterQuote() async throws {
        #expect(
            try await rows("file_name,text\n1.wav,\"One\" he said\n2.wav,Two\n") == [
                "2 The quotation mark that opens a field of this row closes on line 2, and ' he said' follows before the "
                    + "field's end: double a quotation mark that belongs to the text.",
                "3 Two",
            ])
    }

    @Test("A row with more or fewer columns than its table is named, never cut", arguments: [",", ";", "|", "\t"])
    func columns(delimiter: String) async throws {
        let table = [
            "file_name,text,language", "1.wav,One,English", "2.wav,Well done, my friend,English", "3.wav,Three",
        ]
        .map { $0.replacingOccurrences(of: ",", with: delimiter) }.joined(separator: "\n")
        #expect(
            try await rows(table) == [
                "2 One",
                "3 The row has 4 columns, where the table has 3: put the text that has the delimiter in it between quotation "
                    + "marks if the table is divided by commas or semicolons, else take the delimiter out of the text.",
                "4 The row has 2 columns, where the table has 3.",
            ])
    }

    @Test("A bar in the text of a table of two columns is named by its neighbours' measure")
    func bar() async throws {
        let found = try await rows(
            "1|One of them.\n2|Two of them.\n3|Left | right side of the road.\n4|Four of them.\n")
        #expect(found.count == 4)
        #expect(found[2].hasPrefix("3 The row has 3 columns, where the table has 2: "))
    }

    @Test("Two lines that were joined into one are called so")
    func joined() async throws {
        let line = "|anna|EN|What is said here."
        let table = "1.wav\(line)\n2.wav\(line)3.wav\(line)\n4.wav\(line)\n5.wav\(line)\n"
        #expect(
            try await rows(table)[1]
                == "2 The row has 7 columns, where the table has 4: put the text that has the delimiter in it between quotation "
                + "marks if the table is divided by commas or semicolons, else take the delimiter out of the text; or two lines "
                + "were joined into one: divide them.")
    }

    @Test("Quotation marks are text between bars and between tabs", arguments: ["|", "\t"])
    func literal(delimiter: String) async throws {
        let table = ["path\ttext", "1.wav\t\"Hello there", "2.wav\t\"Two\"", "3.wav\tHe said \"three\"."]
            .map { $0.replacingOccurrences(of: "\t", with: delimiter) }.joined(separator: "\n")
        #expect(try await rows(table) == ["2 \"Hello there", "3 \"Two\"", "4 He said \"three\"."])
    }

    @Test("Lines end with LF, CR LF, CR or several of these, and with nothing else", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) async throws {
        let table = ["1|One of them.", "2|Two\u{2028}of them.", "", "3|Three of them.\n4|Four of them."]
        let reading = try reading(table.joined(separator: end))
        #expect(try reading.lines.map { try $0.content.get().text }.count == 4)
        #expect(reading.lines.map(\.origin.line) == [1, 2, 4, 5])
        #expect(reading.accounts.map(\.blank) == [1])
    }

    @Test(
        "Blank lines are counted wherever they are, marks at the beginnings of lines are dropped, headers may come again"
    )
    func account() async throws {
        let table =
            "\n\u{feff}file_name,text\n1.wav,One\n\n,\n  \n2.wav,\"Two\nlines\"\n\u{feff}file_name,text\n3.wav,Three\n4.wav,\"Open\n\n"
        let account = try #require(try reading(table).accounts.first)
        #expect((account.lines, account.rows, account.headers) == (12, 4, 2))
        #expect((account.blank, account.continued) == (5, 1))
        #expect(account.rows + account.headers + account.blank + account.continued == account.lines)
        #expect(
            folder.shortened(account.sentence)
                == "DIR/metadata.csv: read as a table: recordings in 'file_name', text in 'text', 12 lines")
    }

    @Test("A byte 0 is named, and so is what is not UTF-8 among lines that are")
    func bytes() async throws {
        for number in 1...4 { try Data([1]).write(to: folder.file("\(number).wav")) }
        let bytes =
            Data("1|Où est-il ?\n2|Two".utf8) + [0] + Data(" words.\n3|Caf".utf8) + [0xe9]
            + Data(".\n4|Four words.\n".utf8)
        try bytes.write(to: folder.file("metadata.csv"))
        let lines = try await TranscriptSource(folder.url).lines(limit: nil)
        #expect(
            lines.map { line in
                switch line.content {
                case .success(let transcript): transcript.text
                case .failure(let failure): "\(failure.problem)"
                }
            } == [
                "Où est-il ?", "The line has a byte 0, which no text has: save the file again, as UTF-8.",
                "The line is not UTF-8 text: save the file in that encoding.", "Four words.",
            ])
    }

    @Test("Many lines are read in a time that grows with them alone")
    func speed() throws {
        let line = "1.wav,\"He said: \"\"so\"\", and left the house by the back door.\"\n"
        let table = "file_name,text\n" + String(repeating: line, count: 20_000) + "2.wav,\"Open\n"
        let reading = try reading(table)
        #expect(reading.lines.count == 20_001)
        #expect(reading.lines.count { (try? $0.content.get()) != nil } == 20_000)
    }
}
