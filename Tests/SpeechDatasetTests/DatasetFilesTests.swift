import Foundation
import Testing

@testable import DataPublishing
@testable import HubDatasets
@testable import SpeechDataset

@Suite("Which files make which config and split")
struct DatasetFilesTests {
    private static func files(_ paths: [String], card: String? = nil) throws -> DatasetFiles {
        let card = try card.map { try DatasetCard(Data("---\n\($0)\n---\n".utf8), source: "README.md") }
        return DatasetFiles(dataset: "u/d", card: card, paths: paths.map { ($0, 5) })
    }

    private static func names(_ files: DatasetFiles) -> [String] {
        files.files.map { "\($0.config)/\($0.split): \($0.path)" }
    }

    @Test("Without a card, folders are configs, and names are splits")
    func byName() throws {
        let files = try Self.files([
            "amina/validation-00000-of-00001.parquet", "amina/train-00001-of-00002.parquet",
            "amina/train-00000-of-00002.parquet", "data/test-00000-of-00001.parquet",
            "data/train-00000-of-00001-0123456789abcdef.parquet", "README.md", ".prepare/x.parquet", "voices/amina.wav",
            "converted/dev/0000.parquet", "converted/partial-train/0000.parquet",
            "old/x--y-train-00000-of-00001.parquet",
            "kofi/clips.parquet",
        ])
        #expect(
            Self.names(files) == [
                "amina/train: amina/train-00000-of-00002.parquet", "amina/train: amina/train-00001-of-00002.parquet",
                "amina/validation: amina/validation-00000-of-00001.parquet",
                "converted/train: converted/partial-train/0000.parquet",
                "converted/validation: converted/dev/0000.parquet",
                "default/train: data/train-00000-of-00001-0123456789abcdef.parquet",
                "default/test: data/test-00000-of-00001.parquet", "kofi/train: kofi/clips.parquet",
                "old/train: old/x--y-train-00000-of-00001.parquet",
            ])
        #expect(files.configs == ["amina", "converted", "default", "kofi", "old"])
    }

    @Test("Files without a folder are the default config")
    func root() throws {
        #expect(
            Self.names(try Self.files(["test.parquet", "my-val.parquet", "a.parquet", "train/x.parquet"])) == [
                "default/train: a.parquet", "default/train: train/x.parquet", "default/validation: my-val.parquet",
                "default/test: test.parquet",
            ])
    }

    @Test("A card's patterns count, in its order")
    func patterns() throws {
        let files = try Self.files(
            [
                "x/train-1.parquet", "x/train-0.parquet", "y/0.parquet", "z/deep/er/1.parquet", "z/a.jsonl",
                "v/1.parquet",
            ],
            card: """
                configs:
                - config_name: b
                  data_files:
                  - {split: test, path: y/*.parquet}
                  - {split: train, path: 'x/train-[0-9].parquet'}
                - config_name: a
                  data_dir: z
                  data_files: '**/*.parquet'
                - config_name: v
                """)
        #expect(
            Self.names(files) == [
                "b/test: y/0.parquet", "b/train: x/train-0.parquet", "b/train: x/train-1.parquet",
                "a/train: z/deep/er/1.parquet", "v/train: v/1.parquet",
            ])
        #expect(files.splits(of: "b") == ["test", "train"])
    }

    @Test("What is not there is told with what is")
    func missing() throws {
        let files = try Self.files(["a/train-00000-of-00001.parquet", "b/test-00000-of-00001.parquet"])
        #expect(throws: SpeechDatasetError.noSuchConfig("c", dataset: "u/d", available: ["a", "b"])) {
            try files.files(of: "c")
        }
        #expect(throws: SpeechDatasetError.configNeeded(dataset: "u/d", available: ["a", "b"])) {
            try files.files(of: nil)
        }
        #expect(throws: SpeechDatasetError.noSuchSplit("dev", config: "a", dataset: "u/d", available: ["train"])) {
            try files.files(of: "a", split: "dev")
        }
        #expect(try files.files(of: "b", split: "test").map(\.path) == ["b/test-00000-of-00001.parquet"])
    }

    @Test("Where none is named, it is the only config, or the card's default one")
    func defaults() throws {
        #expect(try Self.files(["a/x.parquet"]).files(of: nil).count == 1)
        let two = try Self.files(
            ["a/x.parquet", "b/x.parquet"],
            card: "configs:\n- {config_name: a, data_files: a/*}\n- {config_name: b, data_files: b/*, default: true}")
        #expect(try two.files(of: nil).map(\.config) == ["b"])
        let named = try Self.files(
            ["data/x.parquet", "b/x.parquet"],
            card: "configs:\n- {config_name: default, data_files: data/*}\n- {config_name: b, data_files: b/*}")
        #expect(try named.files(of: nil).map(\.config) == ["default"])
    }

    @Test(
        "Patterns are those of Python's glob",
        arguments: [
            ("a/*.parquet", "a/x.parquet", true), ("a/*.parquet", "a/b/x.parquet", false),
            ("**/*.parquet", "x.parquet", true), ("**/*.parquet", "a/b/x.parquet", true), ("a/**", "a/b/c", true),
            ("a/**/c", "a/c", true), ("a/**/c", "a/b/b/c", true), ("a/**/c", "a/bc", false), ("a?c", "abc", true),
            ("a?c", "a/c", false), ("[ab]x", "bx", true), ("[!ab]x", "bx", false), ("[a-c]x", "bx", true),
            ("[x", "[x", true), ("a/", "a/b/c", true), ("./a", "a", true),
            ("data/train-*", "data/train-0-of-1.x", true),
            ("a", "ab", false), ("**a", "x/ya", true), ("*", "", true),
        ])
    func glob(pattern: String, path: String, matches: Bool) {
        #expect(PathPattern(pattern).matches(path) == matches)
    }
}

@Suite("What is said of cards and files of datasets")
struct DatasetFilesErrorTests {
    @Test(
        "Every message says what was found, what was expected and what to do",
        arguments: [
            (
                SpeechDatasetError.brokenCard(path: "README.md", line: 3, reason: "why"),
                "The header of 'README.md' is broken at line 3: why. Mend it there (it is YAML between two lines of three hyphens)."
            ),
            (
                SpeechDatasetError.brokenCard(path: "README.md", line: nil, reason: "why"),
                "The header of 'README.md' is broken: why. Mend it there (it is YAML between two lines of three hyphens)."
            ),
            (
                SpeechDatasetError.noSuchConfig("x", dataset: "u/d", available: ["a", "b"]),
                "The dataset 'u/d' has no config 'x'. It has: a, b."
            ),
            (
                SpeechDatasetError.configNeeded(dataset: "u/d", available: ["a", "b"]),
                "The dataset 'u/d' has several configs: name one of a, b."
            ),
            (
                SpeechDatasetError.noSuchSplit("dev", config: "a", dataset: "u/d", available: ["train"]),
                "The config 'a' of the dataset 'u/d' has no split 'dev'. It has: train."
            ),
            (
                HubDatasetsError.noParquet(dataset: "u/d", files: ["a.zip"]),
                "The dataset 'u/d' has no Parquet files, and the Hub has made none of it. It has: a.zip. Check that it is a dataset of recordings, or download it and name the folder."
            ),
            (
                HubDatasetsError.noParquet(dataset: "u/d", files: (1...11).map { "\($0)" }),
                "The dataset 'u/d' has no Parquet files, and the Hub has made none of it. It has: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more. Check that it is a dataset of recordings, or download it and name the folder."
            ),
            (
                DataPublishingError.notUploadable(path: "/d", reason: "why"),
                "The folder '/d' cannot be uploaded as a dataset: why. Prepare it with 'qwen3-tts prepare'."
            ),
        ] as [(any Error, String)])
    func messages(error: any Error, expected: String) {
        #expect("\(error)" == expected)
    }
}
