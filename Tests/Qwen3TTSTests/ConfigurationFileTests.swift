import Foundation
import Qwen3TTS
import Testing

@Suite("Reading a configuration")
struct ConfigurationFileTests {
    struct Sample: Codable, Equatable {
        struct Part: Codable, Equatable {
            let width: Int
            let rates: [Int]
            let scale: Double
            let name: String
            let causal: Bool
        }
        let part: Part
    }

    struct Picky: Decodable {
        init(from decoder: any Decoder) throws {
            throw ImpossibleValue(key: "part.width", reason: "3 is odd, and the model halves it")
        }
    }

    private static let whole = """
        {"part": {"width": 3, "rates": [1, 2], "scale": 0.5, "name": "a", "causal": true}, "x": 1}
        """

    /// Writes `text` to a file, and returns what `body` makes of it.
    private func withFile<Result>(_ text: String, _ body: (URL) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("config-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: url)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
        return try body(url)
    }

    @Test("Unknown keys are ignored")
    func unknownKeys() throws {
        let sample = try withFile(Self.whole) { try readConfiguration(Sample.self, from: $0) }
        #expect(sample.part == .init(width: 3, rates: [1, 2], scale: 0.5, name: "a", causal: true))
    }

    @Test("A missing file is named")
    func missing() {
        let error = #expect(throws: ConfigurationError.self) {
            try readConfiguration(Sample.self, from: URL(fileURLWithPath: "/nowhere/config.json"))
        }
        #expect(
            error?.description
                == "The configuration '/nowhere/config.json' is missing. "
                + "Give the folder of a complete checkpoint, or download it again.")
    }

    @Test("A folder in the file's place is reported as unreadable")
    func folder() {
        let folder = FileManager.default.temporaryDirectory.path
        let error = #expect(throws: ConfigurationError.self) {
            try readConfiguration(Sample.self, from: URL(fileURLWithPath: folder))
        }
        #expect(error?.description.hasPrefix("The configuration '\(folder)' cannot be read: ") == true)
    }

    @Test(
        "What is wrong is named with its key",
        arguments: [
            ("{", "The configuration 'F' is not valid JSON. Correct it, or download the checkpoint again."),
            ("[]", "The configuration 'F' should hold an object. Use the file that came with the checkpoint."),
            ("{}", "The configuration 'F' lacks the key 'part'. Use the file that came with the checkpoint."),
            (
                #"{"part": {}}"#,
                "The configuration 'F' lacks the key 'part.width'. Use the file that came with the checkpoint."
            ),
            (#"{"part": []}"#, "The key 'part' in the configuration 'F' should be an object."),
            (#"{"part": {"width": "3"}}"#, "The key 'part.width' in the configuration 'F' should be a whole number."),
            (#"{"part": {"width": null}}"#, "The key 'part.width' in the configuration 'F' should be a whole number."),
            (#"{"part": {"width": 3, "rates": 1}}"#, "The key 'part.rates' in the configuration 'F' should be a list."),
            (
                #"{"part": {"width": 3, "rates": [1, "2"]}}"#,
                "The key 'part.rates[1]' in the configuration 'F' should be a whole number."
            ),
            (
                #"{"part": {"width": 3, "rates": [], "scale": "a"}}"#,
                "The key 'part.scale' in the configuration 'F' should be a number."
            ),
            (
                #"{"part": {"width": 3, "rates": [], "scale": 1, "name": 1}}"#,
                "The key 'part.name' in the configuration 'F' should be a text."
            ),
            (
                #"{"part": {"width": 3, "rates": [], "scale": 1, "name": "", "causal": 1}}"#,
                "The key 'part.causal' in the configuration 'F' should be true or false."
            ),
        ])
    func wrong(text: String, message: String) throws {
        try withFile(text) { url in
            let error = #expect(throws: ConfigurationError.self) { try readConfiguration(Sample.self, from: url) }
            #expect(error?.description.replacing("'\(url.path)'", with: "'F'") == message)
        }
    }

    @Test("A value that the model cannot have is refused with the reason")
    func impossible() throws {
        try withFile("{}") { url in
            let error = #expect(throws: ConfigurationError.self) { try readConfiguration(Picky.self, from: url) }
            #expect(
                error?.description
                    == "The key 'part.width' in the configuration '\(url.path)' cannot be used: "
                    + "3 is odd, and the model halves it.")
        }
    }
}
