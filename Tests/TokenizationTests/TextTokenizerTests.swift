import Foundation
import Testing
import Tokenization

@Suite("The text tokenizer")
struct TextTokenizerTests {
    let tokenizer: TextTokenizer

    init() throws {
        tokenizer = try TextTokenizer(directory: Fixture.reducedDirectory)
    }

    @Test("encodes and decodes as transformers does", arguments: try Fixture.texts())
    func agreesWithTransformers(_ text: Fixture.Text) throws {
        #expect(tokenizer.encode(text.text) == text.ids)
        #expect(tokenizer.encode(ChatTemplate.assistant(text.text)) == text.assistantIDs)
        #expect(Array(try tokenizer.decode(text.ids).utf8) == Array(text.decoded.utf8))
    }

    @Test("makes the same vocabulary from the merges alone, byte for byte")
    func reduced() throws {
        let reduced = try TextTokenizer.reduced(mergesText: Fixture.reducedMerges())
        #expect(reduced.vocabularySize == 1057)
        #expect(reduced.addedTokens == tokenizer.addedTokens)
        try Fixture.withDirectory { folder in
            try reduced.write(to: folder)
            for name in ["vocab.json", "merges.txt"] {
                let written = try Data(contentsOf: folder.appending(path: name))
                #expect(written == (try Data(contentsOf: Fixture.reducedDirectory.appending(path: name))))
            }
            let name = "tokenizer_config.json"
            let written = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: name)))
            let official = try JSONSerialization.jsonObject(
                with: Data(contentsOf: Fixture.reducedDirectory.appending(path: name)))
            #expect(try #require(written as? NSDictionary) == #require(official as? NSDictionary))
        }
    }

    @Test("writes a configuration that was read back unchanged")
    func configurationSurvives() throws {
        let configuration = #"{"added_tokens_decoder":{"1024":{"content":"<x>","special":true}},"chat_template":"…"}"#
        try Fixture.withDirectory(["tokenizer_config.json": configuration]) { folder in
            let tokenizer = try TextTokenizer(directory: folder)
            #expect(tokenizer.encode("<x>!") == [1024, 0])
            try tokenizer.write(to: folder)
            let written = try String(contentsOf: folder.appending(path: "tokenizer_config.json"), encoding: .utf8)
            #expect(written == configuration)
        }
    }

    @Test("knows the ids of the added tokens")
    func addedTokens() {
        #expect(tokenizer.id(of: "<|im_start|>") == 1025)
        #expect(tokenizer.id(of: "<|audio_pad|>") == 1056)
        #expect(tokenizer.id(of: "hello") == nil)
    }

    @Test("takes the longest of the added tokens that start at the same place")
    func longestMatch() throws {
        let bytes = try TextTokenizer.reduced(mergesText: "")
        let added = [AddedToken(id: 300, content: "<a"), AddedToken(id: 301, content: "<a>")]
        let vocabulary = try Fixture.withDirectory { folder in
            try bytes.write(to: folder)
            return try JSONDecoder().decode(
                [String: Int].self, from: Data(contentsOf: folder.appending(path: "vocab.json")))
        }
        let tokenizer = try TextTokenizer(vocabulary: vocabulary, merges: [], addedTokens: added)
        #expect(tokenizer.encode("<a><a<") == [301, 300, 27])
        #expect(tokenizer.vocabularySize == 302)
    }

    @Test(
        "normalises text to form C, which takes three composed forms for one",
        arguments: [
            ("e\u{301}", "é"), ("\u{212B}", "Å"), ("\u{1100}\u{1161}\u{11A8}", "각"), ("가\u{11A8}", "각"),
            ("\u{F73}\u{F73}", "\u{F71}\u{F71}\u{F72}\u{F72}"),
        ])
    func normalisation(given: String, composed: String) {
        #expect(tokenizer.encode(given) == tokenizer.encode(composed))
        #expect(Array(speakableText(given).unicodeScalars) == Array(composed.unicodeScalars))
    }

    @Test("replaces bytes that are not UTF-8 when decoding")
    func invalidBytes() throws {
        let ids = tokenizer.encode("ɓ")
        #expect(try tokenizer.decode([ids[0]]) == "\u{FFFD}")
    }

    @Test("takes a megabyte without a space in its stride")
    func longWord() {
        let ids = tokenizer.encode(String(repeating: "in", count: 100_000))
        #expect(ids == [Int](repeating: tokenizer.encode("in")[0], count: 100_000))
    }

    @Test("gives the role three tokens and the tail five, which the model relies on")
    func template() {
        let ids = tokenizer.encode(ChatTemplate.assistant(speakableText("\n Sannu! ")))
        #expect(Array(ids.prefix(3)) == [1025, 1023, 198])
        #expect(Array(ids.suffix(5)) == [1026, 198, 1025, 1023, 198])
        #expect(ChatTemplate.reference("a") == "<|im_start|>assistant\na<|im_end|>\n")
        #expect(ChatTemplate.instruct("a") == "<|im_start|>user\na<|im_end|>\n")
    }

    @Test(
        "strips white space from what shall be spoken",
        arguments: [(" a b\r\n", "a b"), ("\u{A0}\u{3000}x\u{2003}", "x"), (" \n\t", ""), ("", "")])
    func speakable(raw: String, text: String) {
        #expect(speakableText(raw) == text)
    }
}
