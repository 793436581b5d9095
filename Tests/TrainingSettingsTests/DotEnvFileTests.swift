import Testing

@testable import TrainingSettings

@Suite("A .env file")
struct DotEnvFileTests {
    @Test(
        "is read line by line",
        arguments: [
            ("A=1", "1"), ("export A=1", "1"), ("A = b c ", "b c"), ("A=1 # one", "1"), ("A=a#b", "a#b"), ("A=", ""),
            ("A=# none", ""), ("A='x # y' # z", "x # y"), (#"A="a\"b\\n\n""#, "a\"b\\n\n"), ("A='\\n'", "\\n"),
            ("\u{FEFF}A=1\r", "1"), ("A=b=c", "b=c"), ("A=\"\"", ""),
        ])
    func lines(line: String, value: String) throws {
        let file = try DotEnvFile(text: "# comment\r\n\n\(line)\n", path: ".env")
        #expect(file.entries.map(\.key) == ["A"])
        #expect(file.entries.first?.value == value)
        #expect(file.entries.first?.line == 3)
    }

    @Test(
        "counts the edits between two words",
        arguments: [("kitten", "sitting", 3), ("", "ab", 2), ("same", "same", 0)])
    func edits(first: String, second: String, distance: Int) {
        #expect(editDistance(first, second) == distance)
    }
}
