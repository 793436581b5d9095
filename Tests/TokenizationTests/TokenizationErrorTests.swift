import Foundation
import Testing
import Tokenization

@Suite("What the tokenizer says about bad input")
struct TokenizationErrorTests {
    /// What loading a folder with these files says, with `DIR` for the folder.
    private func message(_ files: [String: String] = [:], without missing: String? = nil) throws -> String? {
        try Fixture.withDirectory(files, without: missing) { folder -> String? in
            do {
                _ = try TextTokenizer(directory: folder)
                return nil
            } catch let error as TokenizationError {
                return error.description.replacing(folder.path, with: "DIR")
            }
        }
    }

    @Test(
        "names the file that is missing, and which ones it needs",
        arguments: ["vocab.json", "merges.txt", "tokenizer_config.json"])
    func missingFile(_ name: String) throws {
        #expect(
            try message(without: name)
                == "The tokenizer's file 'DIR/\(name)' is missing: the folder needs vocab.json, merges.txt and "
                + "tokenizer_config.json of the model.")
    }

    @Test(
        "says what is wrong in a file",
        arguments: [
            (
                "vocab.json", #"{"a": "b"}"#,
                "'DIR/vocab.json' is not a JSON object with the id of each token: it may be damaged or cut short, so "
                    + "fetch it again."
            ),
            (
                "vocab.json", #"{"a": 0"#,
                "'DIR/vocab.json' is not a JSON object with the id of each token: it may be damaged or cut short, so "
                    + "fetch it again."
            ),
            ("vocab.json", #"{"!": -1}"#, "The token '!' has the id -1: expected 0 to 4294967295."),
            (
                "vocab.json", #"{"好": 7}"#,
                "The token '好' (id 7) is not written in the alphabet of a byte-level vocabulary."
            ),
            ("vocab.json", #"{"a": 7, "b": 7}"#, "The tokens 'a' and 'b' both have the id 7."),
            (
                "vocab.json", #"{"!": 0}"#,
                "The vocabulary has no token for the byte 0 (written 'Ā'): a byte-level vocabulary has all 256."
            ),
            (
                "merges.txt", "#version: 0.2\ni n\nin  g\n",
                "DIR/merges.txt, line 3: expected two tokens with one space between, found 'in  g'."
            ),
            ("merges.txt", "in\n", "DIR/merges.txt, line 1: expected two tokens with one space between, found 'in'."),
            (
                "merges.txt", "i n\nq z\n",
                "Merge 2, 'q z', needs the token 'qz', which the vocabulary lacks: vocab.json and merges.txt must come "
                    + "from the same model."
            ),
            (
                "tokenizer_config.json", "{}",
                "'DIR/tokenizer_config.json' is not a tokenizer configuration in JSON, with the tokens of "
                    + "'added_tokens_decoder' by id: it may be damaged or cut short, so fetch it again."
            ),
            (
                "tokenizer_config.json", #"{"added_tokens_decoder": {"x": {"content": "<a>"}}}"#,
                "'DIR/tokenizer_config.json' is not a tokenizer configuration in JSON, with the tokens of "
                    + "'added_tokens_decoder' by id: it may be damaged or cut short, so fetch it again."
            ),
            (
                "tokenizer_config.json", #"{"added_tokens_decoder": {"2000": {"content": "<a>", "lstrip": true}}}"#,
                "The added token '<a>' sets 'lstrip', which Qwen's tokenizers never do: expected false."
            ),
            (
                "tokenizer_config.json", #"{"added_tokens_decoder": {"2000": {"content": ""}}}"#,
                "The added token with the id 2000 has no text."
            ),
            (
                "tokenizer_config.json", #"{"added_tokens_decoder": {"0": {"content": "<a>"}}}"#,
                "The tokens '!' and '<a>' both have the id 0."
            ),
            (
                "tokenizer_config.json",
                #"{"added_tokens_decoder": {"2000": {"content": "<a>"}, "2001": {"content": "<a>"}}}"#,
                "The added token '<a>' has two ids, 2000 and 2001."
            ),
        ])
    func badFile(name: String, contents: String, expected: String) throws {
        #expect(try message([name: contents]) == expected)
    }

    @Test("says that merges are not text")
    func notText() throws {
        try Fixture.withDirectory { folder in
            try Data([0xFF, 0xFE]).write(to: folder.appending(path: "merges.txt"))
            let error = #expect(throws: TokenizationError.self) { try TextTokenizer(directory: folder) }
            #expect(
                error?.description.replacing(folder.path, with: "DIR")
                    == "'DIR/merges.txt' is not text in UTF-8: it may be damaged, so fetch it again.")
        }
    }

    @Test("names the id that is no token, and where it stands")
    func unknownID() throws {
        let tokenizer = try TextTokenizer(directory: Fixture.reducedDirectory)
        let error = #expect(throws: TokenizationError.self) { try tokenizer.decode([0, 1057]) }
        #expect(error?.description == "The id 1057 at position 1 is no token of this vocabulary.")
    }

    @Test("words the errors of the file system")
    func fileSystem() throws {
        let tokenizer = try TextTokenizer(directory: Fixture.reducedDirectory)
        #expect(throws: TokenizationError.self) { try tokenizer.write(to: URL(filePath: "/dev/null/x")) }
        #expect(
            TokenizationError.unwritableFile("a/vocab.json", reason: "No space left.").description
                == "The tokenizer's file 'a/vocab.json' cannot be written: No space left.")
        #expect(
            TokenizationError.unreadableFile("a/vocab.json", reason: "No permission.").description
                == "The tokenizer's file 'a/vocab.json' cannot be read: No permission.")
    }
}
