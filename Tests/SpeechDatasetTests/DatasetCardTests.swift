import DatasetFixtures
import Foundation
import Testing

@testable import SpeechDataset

@Suite("Cards are read and written as Python's datasets does")
struct DatasetCardTests {
    private static let amina = DatasetConfig(
        name: "amina", columns: DatasetColumn.prepared(instruct: false, codes: true),
        splits: [
            .init("train", examples: 7, bytes: 336_574), .init("validation", examples: 3, bytes: 144_246),
        ], downloadSize: 486_972)

    private static func fixture(_ name: String) throws -> Data {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return try Data(contentsOf: folder.appendingPathComponent("cards/\(name).md"))
    }

    @Test(
        "Setting a config makes the bytes that datasets 5.2.0 makes (Scripts/card_fixtures.py)",
        arguments: [
            "one", "same", "mapping", "default", "list", "windows", "strange", "no-header", "no-text", "float",
        ])
    func sameAsPython(name: String) throws {
        var card = try DatasetCard(Self.fixture("\(name).before"), source: "README.md")
        card.set(Self.amina)
        #expect(card.text == String(decoding: try Self.fixture("\(name).after"), as: UTF8.self))
        let once = card
        card.set(Self.amina)
        #expect(card == once)
    }

    @Test("A card that is not there yet becomes the one that datasets 5.2.0 makes")
    func new() throws {
        var card = DatasetCard()
        card.set(Self.amina)
        #expect(card.data == (try Self.fixture("nothing.after")))
    }

    @Test("Comments, the order of keys, and keys in forms that Python would rewrite stay as they are")
    func keepsOthers() throws {
        let before = """
            ---
            # what this is
            license: "cc-by-4.0"   # by us
            tags: [a, 'b']
            dataset_info:
              config_name: amina
            # last
            ---
            Text: --- not a header
            ---

            """
        var card = try DatasetCard(Data(before.utf8), source: "README.md")
        card.set(
            DatasetConfig(
                name: "kofi", columns: [DatasetColumn("text", .text)], splits: [.init("train", examples: 1, bytes: 2)],
                downloadSize: 3))
        let expected = """
            ---
            # what this is
            license: "cc-by-4.0"   # by us
            tags: [a, 'b']
            dataset_info:
            - config_name: amina
            - config_name: kofi
              features:
              - name: text
                dtype: string
              splits:
              - name: train
                num_bytes: 2
                num_examples: 1
              download_size: 3
              dataset_size: 2
            configs:
            - config_name: kofi
              data_files:
              - split: train
                path: kofi/train-*
            # last
            ---
            Text: --- not a header
            ---

            """
        #expect(card.text == expected)
    }

    @Test("A header on one line is written anew")
    func flow() throws {
        var card = try DatasetCard(Data("---\n{license: mit, tags: [a]}\n---\nText".utf8), source: "README.md")
        card["license"] = .text("no")
        #expect(card.text == "---\nlicense: 'no'\ntags:\n- a\n---\nText")
    }

    @Test("A config that is set anew stays the default one, and loses the splits that it had")
    func staysDefault() throws {
        let before = """
            ---
            configs:
            - config_name: amina
              data_dir: old
              sep: ";"
              default: true
            ---

            """
        var card = try DatasetCard(Data(before.utf8), source: "README.md")
        card.set(Self.amina)
        #expect(
            card.configs == [
                DatasetCard.Config(
                    name: "amina", isDefault: true,
                    splits: [("train", ["amina/train-*"]), ("validation", ["amina/validation-*"])])
            ])
        #expect(!card.text.contains("sep"))
        #expect(card.examples(of: "amina") == ["train": 7, "validation": 3])
        #expect(card.examples(of: "kofi") == nil)
    }

    @Test(
        "The forms that data_files may have",
        arguments: [
            ("data_files: a.parquet", [("train", ["a.parquet"])]),
            ("data_files: [a/*, b/*]", [("train", ["a/*", "b/*"])]),
            ("data_files: {train: a/*, test: [b, c]}", [("train", ["a/*"]), ("test", ["b", "c"])]),
            ("data_files: [{split: train, path: a}, {split: test, path: [b]}]", [("train", ["a"]), ("test", ["b"])]),
            ("data_dir: x", []),
        ])
    func dataFiles(form: String, splits: [(String, [String])]) throws {
        let card = try DatasetCard(
            Data("---\nconfigs:\n- config_name: a\n  \(form)\n---\n".utf8), source: "README.md")
        let found = try #require(card.configs.first)
        #expect(found.splits.map(\.name) == splits.map(\.0))
        #expect(found.splits.map(\.patterns) == splits.map(\.1))
        #expect(found.folder == (form == "data_dir: x" ? "x" : nil))
    }

    @Test(
        "A broken header is told with its line",
        arguments: [
            ("---\na: 1\nb: [\n---\n", 4, "did not find expected node content"),
            ("\n---\na: 1\n b: 2\n---\n", 4, "mapping values are not allowed in this context"),
            ("---\na: 1\na: 2\n---\n", 2, "a key is there twice (a)"),
            ("---\njust text\n---\n", 2, "there are no keys"),
            ("---\nx: 1\nconfigs: a\n---\n", 3, "'configs' is not a list in which each has a config_name"),
            ("---\nconfigs:\n- data_files: x\n---\n", 2, "'configs' is not a list in which each has a config_name"),
            ("---\ndataset_info: 3\n---\n", 2, "'dataset_info' is not a mapping or a list"),
            ("---\ndataset_info:\n- x\n---\n", 2, "'dataset_info' is not a list of mappings"),
        ])
    func broken(text: String, line: Int, reason: String) {
        #expect(throws: SpeechDatasetError.brokenCard(path: "README.md", line: line, reason: reason)) {
            try DatasetCard(Data(text.utf8), source: "README.md")
        }
    }

    @Test("What is no text is told; a mark of the encoding is passed over; an empty header is none")
    func encodings() throws {
        #expect(throws: SpeechDatasetError.brokenCard(path: "r", line: nil, reason: "it is no text in UTF-8")) {
            try DatasetCard(Data([0xFF, 0xFE]), source: "r")
        }
        let card = try DatasetCard(Data("\u{FEFF}---\nlicense: mit\n---\n".utf8), source: "r")
        #expect(card["license"]?.text == "mit")
        #expect(try DatasetCard(Data("---\n---\nText".utf8), source: "r").body == "Text")
        #expect(try DatasetCard(Data("--- text\n".utf8), source: "r").body == "--- text\n")
    }
}

@Suite("What a card tells people")
struct DatasetCardDescriptionTests {
    private static func card(_ names: [String]) -> DatasetCard {
        var card = DatasetCard()
        for name in names {
            card.set(
                DatasetConfig(
                    name: name, columns: DatasetColumn.prepared(instruct: false, codes: false),
                    splits: [.init("train", examples: 7, bytes: 1), .init("validation", examples: 3, bytes: 1)],
                    downloadSize: 1))
        }
        return card
    }

    @Test("A new card has the keys that the Hub searches by, and a table")
    func new() {
        var card = Self.card(["amina"])
        card.introduce([.init(name: "amina", language: "Hausa", seconds: 4500)], repository: "u/d")
        #expect(card.text.hasPrefix("---\nlanguage:\n- ha\ntask_categories:\n- text-to-speech\ndataset_info:\n"))
        let body = """
            <!-- speakers: what is between these two lines is made by qwen3-tts; the text around them is yours -->
            # Speech of one speaker

            | speaker | language | hours | train | validation |
            | --- | --- | ---: | ---: | ---: |
            | amina | Hausa | 1.25 | 7 | 3 |

            Each speaker is a config, and `voices/` has a reference recording of each.

            Columns: `audio` (FLAC, 24 kHz, mono, 16 bits), `text` (what is said), `language` (the language's name), \
            `duration` (seconds).

            ```python
            from datasets import load_dataset

            clips = load_dataset("u/d", name="amina", split="train")
            ```
            <!-- end of speakers -->

            """
        #expect(card.body == body)
    }

    @Test("A second speaker joins the table, and the text around it stays")
    func joins() throws {
        var first = Self.card(["amina"])
        first.introduce([.init(name: "amina", language: "Hausa", seconds: 4500)])
        first.body = "Before\n" + first.body + "After\n"
        var second = Self.card(["kofi"])
        second.introduce([.init(name: "kofi", language: "English", seconds: 36)])
        var merged = try DatasetCard(first.data, source: "r")
        merged.merge(second, repository: "u/d")
        #expect(merged.configs.map(\.name) == ["amina", "kofi"])
        #expect(merged["language"] == .sequence([.text("ha"), .text("en")]))
        #expect(merged.body.hasPrefix("Before\n<!-- speakers"))
        #expect(merged.body.hasSuffix("<!-- end of speakers -->\nAfter\n"))
        #expect(merged.body.contains("| amina | Hausa | 1.25 | 7 | 3 |\n| kofi | English | 0.01 | 7 | 3 |\n"))
        #expect(merged.body.contains("# Speech of 2 speakers\n"))
        let once = merged
        merged.merge(second, repository: "u/d")
        #expect(merged.data == once.data)
    }

    @Test("A text of someone else's is left alone")
    func others() throws {
        var card = try DatasetCard(Data("---\nlanguage: fr\n---\nMine\n".utf8), source: "r")
        var own = Self.card(["amina"])
        own.introduce([.init(name: "amina", language: "Hausa", seconds: 1)])
        card.merge(own, repository: "u/d")
        #expect(card.body == "Mine\n")
        #expect(card["task_categories"] == nil)
        #expect(card["language"] == .sequence([.text("fr"), .text("ha")]))
    }

    @Test("An empty card takes everything, the user's own keys and text among it")
    func takesAll() throws {
        var own = Self.card(["amina"])
        own["license"] = .text("mit")
        own.introduce([.init(name: "amina", language: "Auto", seconds: 1)])
        own.body += "My text\n"
        var card = DatasetCard()
        card.merge(own, repository: "u/d")
        #expect(card.text == own.text.replacing("USER/NAME", with: "u/d"))
        #expect(card["language"] == nil)
    }

    @Test(
        "Languages have codes",
        arguments: [("Hausa", "ha"), ("english", "en"), ("Chinese", "zh"), ("Auto", nil), ("", nil), ("Yoruba", "yo")])
    func codes(name: String, code: String?) {
        #expect(LanguageName.code(of: name) == code)
    }

    @Test(
        "Signs at which YAML ends lines and editors do not are no lines of the card",
        arguments: ["\r", "\u{85}", "\u{2028}", "\u{2029}"])
    func otherLineEnds(sign: String) throws {
        // Out of fuzzing: the numbers of lines lay beyond the header.
        var card = try DatasetCard(Data("---\na: 1\(sign)\(sign)\(sign)\nb: 2\n---\nText.\n".utf8), source: "README.md")
        card.introduce([DatasetCard.Speaker(name: "amina", language: "Hausa", seconds: 60)])
        let again = try DatasetCard(card.data, source: "README.md")
        #expect(again["a"]?.text == "1" && again["b"]?.text == "2")
        #expect(again.text.hasSuffix("\n"))
    }
}
