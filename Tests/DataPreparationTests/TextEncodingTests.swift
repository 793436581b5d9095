import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Encodings of transcripts")
struct TextEncodingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let russian =
        "1|Старая дорога ведёт через зелёные холмы.\n2|Мой друг жил в маленьком доме много лет.\n"
    private static let western = "1|L’été dernier, nous étions à la plage.\n2|Où est la gare ? Je ne sais pas.\n"
    private static let chinese = "1|今天天气很好，我们去公园散步吧。\n2|他在北京的一家公司工作了很多年。\n"
    private static let japanese = "1|今日はとても天気がいいですね。\n2|わたしの友だちは小さな家に住んでいました。\n"

    static let texts: [(String, String.Encoding, String)] = [
        (russian, .windowsCP1251, "WINDOWS-1251"), (western, .windowsCP1252, "WINDOWS-1252"),
        (western.replacing("’", with: "'"), .isoLatin1, "ISO-8859-1"), (japanese, .shiftJIS, "SHIFT_JIS"),
        (western, .utf16LittleEndian, "UTF-16LE"),
        (western, .utf16BigEndian, "UTF-16BE"), (western, .utf16, "UTF-16"), (western, .utf32, "UTF-32"),
        (chinese, .utf16, "UTF-16"),
        ("1|“Hello” – she said—don’t…go.\n", .windowsCP1252, "WINDOWS-1252"),
    ]

    @Test(
        "A text in another encoding is refused with the encoding's name and the command that converts", arguments: texts
    )
    func named(text: String, encoding: String.Encoding, name: String) async throws {
        let bytes = try #require(text.data(using: encoding))
        try expect(Array(bytes), name)
    }

    /// Sentences as iconv writes them, for encodings that Foundation does not write.
    static let bytes: [([UInt8], String)] = [
        (
            Array("1|D".utf8) + [0x8e] + Array("j".utf8) + [0x88] + Array(" le caf".utf8) + [0x8e]
                + Array(" ferme, No".utf8) + [0x91]
                + Array("l.\n".utf8), "MACINTOSH"
        ),
        (
            Array("1|Die T".utf8) + [0x81] + Array("r w".utf8) + [0x84] + Array("re sch".utf8) + [0x94]
                + Array("n.\n".utf8), "IBM850"
        ),
        (
            [
                0x31, 0x7c, 0xba, 0xa3, 0xc6, 0xfc, 0xa4, 0xcf, 0xa4, 0xc8, 0xa4, 0xc6, 0xa4, 0xe2, 0xc5, 0xb7, 0xb5,
                0xa4, 0xa4, 0xac, 0xa4, 0xa4, 0xa4, 0xa4, 0xa4, 0xc7, 0xa4, 0xb9, 0xa4, 0xcd, 0xa1, 0xa3, 0x0a,
            ], "EUC-JP"
        ),
        (
            [
                0x31, 0x7c, 0xbd, 0xf1, 0xcc, 0xec, 0xcc, 0xec, 0xc6, 0xf8, 0xba, 0xdc, 0xba, 0xc3, 0xa3, 0xac, 0xce,
                0xd2, 0xc3, 0xc7, 0xc8, 0xa5, 0xb9, 0xab, 0xd4, 0xb0, 0xc9, 0xa2, 0xb2, 0xbd, 0xb0, 0xc9, 0xa1, 0xa3,
                0x0a,
            ], "GB18030"
        ),
        (
            [
                0x31, 0x7c, 0xa4, 0xb5, 0xa4, 0xd1, 0xa4, 0xd1, 0xae, 0xf0, 0xab, 0xdc, 0xa6, 0x6e, 0xa1, 0x41, 0xa7,
                0xda, 0xad, 0xcc, 0xa5, 0x68, 0xa4, 0xbd, 0xb6, 0xe9, 0xb4, 0xb2, 0xa8, 0x42, 0xa7, 0x61, 0xa1, 0x43,
                0x0a,
            ], "BIG5"
        ),
        (
            [
                0x31, 0x7c, 0xbf, 0xc0, 0xb4, 0xc3, 0xc0, 0xba, 0x20, 0xb3, 0xaf, 0xbe, 0xbe, 0xb0, 0xa1, 0x20, 0xbe,
                0xc6, 0xc1, 0xd6, 0x20, 0xc1, 0xc1, 0xbd, 0xc0, 0xb4, 0xcf, 0xb4, 0xd9, 0x2e, 0x0a,
            ], "EUC-KR"
        ),
        (
            [
                0x31, 0x7c, 0xf3, 0xd4, 0xc1, 0xd2, 0xc1, 0xd1, 0x20, 0xc4, 0xcf, 0xd2, 0xcf, 0xc7, 0xc1, 0x20, 0xd7,
                0xc5, 0xc4, 0xa3, 0xd4, 0x20, 0xde, 0xc5, 0xd2, 0xc5, 0xda, 0x20, 0xda, 0xc5, 0xcc, 0xa3, 0xce, 0xd9,
                0xc5, 0x20, 0xc8, 0xcf, 0xcc, 0xcd, 0xd9, 0x2e, 0x0a,
            ], "KOI8-R"
        ),
    ]

    @Test("So are others, by their bytes", arguments: bytes)
    func others(bytes: [UInt8], name: String) throws { try expect(bytes, name) }

    private func expect(_ bytes: [UInt8], _ name: String) throws {
        let file = try folder.file("metadata.csv", bytes)
        #expect(
            failure { _ = try TranscriptSource(folder.url).read(limit: nil) }
                == DataPreparationError.otherEncoding(path: file.path, line: 1, name: name))
    }

    @Test("The message has the command, whatever the file is called")
    func message() {
        #expect(
            "\(DataPreparationError.otherEncoding(path: "a's.csv", line: 3, name: "SHIFT_JIS"))" == """
                The line 3 of 'a's.csv' is not UTF-8 text but probably SHIFT_JIS. Convert it:
                  iconv -f SHIFT_JIS -t UTF-8 'a'\\''s.csv' > 'a'\\''s.csv'.utf8 && mv 'a'\\''s.csv'.utf8 'a'\\''s.csv'
                """)
        #expect(
            "\(DataPreparationError.otherEncoding(path: "a.csv", line: 3, name: nil))"
                == "The line 3 of 'a.csv' is not UTF-8 text, and no other encoding is evident: save the file as UTF-8.")
    }
}
