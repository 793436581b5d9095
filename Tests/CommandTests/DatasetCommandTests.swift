import Foundation
import Hub
import ImitationHub
import ModelFixtures
import Synchronization
import TestSupport
import Testing

extension CommandTests {
    @Suite("qwen3-tts dataset")
    struct DatasetCommandTests {
        private static let id = "datasets/alice/d"

        private static let table = """
            speaker     language  hours  train  validation
            amina       English    0.00      2           1
            bo          English    0.00      2           1
            2 speakers             0.00      4           2

            """

        /// Two speakers in `DIR/prepared`.
        private func prepared() async throws -> Workplace {
            let run = try Workplace()
            try run.voice("amina", hertz: 200)
            try run.voice("bo", hertz: 330)
            let outcome = try await run(
                "prepare", "--source", "amina", "--source", "bo", "--validation-share", "0.34")
            try #require(outcome.status == 0, "\(outcome)")
            return run
        }

        @Test("The speakers of a folder are listed with languages, hours and clips")
        func list() async throws {
            let run = try await prepared()
            for arguments in [["dataset", "prepared"], ["dataset", "list", "prepared"]] {
                let outcome = try await run.run(arguments)
                #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
                #expect(outcome.output == Self.table)
            }
            let outcome = try await run("dataset", "list", "prepared", "--json")
            #expect(
                outcome.output.hasPrefix(#"[{"hours":0.00"#)
                    && outcome.output.contains(
                        #""languages":["English"],"name":"amina","splits":[{"clips":2,"name":"train"},{"clips":1,"name":"validation"}]}"#
                    ), "\(outcome)")
        }

        @Test("What is no dataset is named")
        func nothing() async throws {
            let run = try Workplace()
            try FileManager.default.createDirectory(at: run.folder.file("empty"), withIntermediateDirectories: true)
            let cases: [([String], String)] = [
                (
                    ["list", "nowhere"],
                    "The dataset 'DIR/nowhere' does not exist: check the path, or make it with 'qwen3-tts prepare'."
                ),
                (
                    ["list", "empty"],
                    "The folder 'DIR/empty' is not a prepared dataset (it has no Parquet files): make it with 'qwen3-tts prepare'."
                ),
                (
                    ["drop", "nowhere", "amina"],
                    "The dataset 'DIR/nowhere' does not exist: check the path, or make it with 'qwen3-tts prepare'."
                ),
                (
                    ["drop", "empty", "amina"],
                    "The dataset 'DIR/empty' has no README.md that says which files are whose: prepare it with 'qwen3-tts "
                        + "prepare', or remove the speaker's files by hand."
                ),
                (
                    ["list", "alice/d"],
                    "There is no folder 'alice/d' here, and it cannot be had from the Hub either. The dataset 'alice/d' at 'main' is "
                        + "not in the cache, and HF_HUB_OFFLINE is set or the Hub does not answer: fetch it once with a network."
                ),
                (
                    ["upload", "empty", "alice/d"],
                    "The folder 'DIR/empty' cannot be uploaded as a dataset: it has no README.md. Prepare it with 'qwen3-tts prepare'."
                ),
            ]
            for (arguments, message) in cases {
                let outcome = try await run.run(["dataset"] + arguments, environment: ["HF_HUB_OFFLINE": "1"])
                #expect(outcome.status == 1)
                #expect(outcome.errors == "Error: \(message)\n")
            }
            #expect(!run.exists("nowhere") && !run.exists("empty/.prepare"))
            let outcome = try await run("dataset", "upload", "empty", "d")
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("Error: REPOSITORY takes USER/NAME; found 'd'.\n"))
        }

        @Test("A speaker is dropped with all that is theirs; preparing again brings them back")
        func drop() async throws {
            let run = try await prepared()
            var outcome = try await run("dataset", "drop", "prepared", "carla")
            #expect(
                outcome.errors == "Error: The dataset 'DIR/prepared' has no config 'carla'. It has: amina, bo.\n")
            outcome = try await run("dataset", "drop", "prepared", "amina")
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
            #expect(outcome.output == "'amina' is no longer in 'DIR/prepared': 6 files are changed or gone.\n")
            let names = try FileManager.default.subpathsOfDirectory(atPath: run.folder.file("prepared").path)
            #expect(!names.contains { $0.contains("amina") }, "\(names)")
            for name in ["README.md", "report.json", "report.html", ".prepare/written.json"] {
                let text = try String(contentsOf: run.folder.file("prepared/\(name)"), encoding: .utf8)
                #expect(!text.contains("amina") && text.contains("bo"), "\(name)")
            }
            outcome = try await run("dataset", "prepared")
            #expect(outcome.output.hasSuffix("1 speaker             0.00      2           1\n"), "\(outcome)")
            outcome = try await run("dataset", "drop", "prepared", "bo")
            #expect(
                outcome.errors
                    == "Error: 'bo' is the only speaker of the dataset 'DIR/prepared', which would be empty: remove the whole "
                    + "dataset instead.\n")
            outcome = try await run("prepare", "--source", "amina", "--validation-share", "0.34")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run("dataset", "prepared")
            #expect(outcome.output == Self.table)
        }

        @Test(
            "One speaker goes up, then the other; the Hub's dataset is listed without its audio, and one leaves in one commit"
        )
        func hub() async throws {
            let run = try await prepared()
            try await ImitationHub.serving { hub in
                let environment = ["HF_ENDPOINT": hub.endpoint, "HF_TOKEN": ImitationHub.writeToken]
                var outcome = try await run(
                    "dataset", "upload", "prepared", "alice/d", "--speaker", "carla", environment: environment)
                #expect(
                    outcome.errors == "Error: The dataset 'DIR/prepared' has no config 'carla'. It has: amina, bo.\n")
                outcome = try await run(
                    "dataset", "upload", "prepared", "alice/d", "--speaker", "bo", "--private", environment: environment
                )
                #expect(outcome.status == 0, "\(outcome)")
                var paths = hub.files(of: Self.id).keys.filter { $0 != ".gitattributes" }.sorted()
                #expect(
                    paths == [
                        "README.md", "bo/train-00000-of-00001.parquet", "bo/validation-00000-of-00001.parquet",
                        "voices/bo.wav",
                    ])
                outcome = try await run("dataset", "upload", "prepared", "alice/d", environment: environment)
                #expect(outcome.status == 0, "\(outcome)")

                hub.state.withLock { $0.requests = [] }
                outcome = try await run("dataset", "list", "alice/d", environment: environment)
                #expect(outcome.output == Self.table, "\(outcome)")
                #expect(!hub.asked.contains { $0.contains(".parquet") || $0.contains(".wav") }, "\(hub.asked)")

                let commits = hub.state.withLock { $0.repos[Self.id]?.commits.count ?? 0 }
                outcome = try await run("dataset", "drop", "alice/d", "amina", environment: environment)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(hub.state.withLock { $0.repos[Self.id]?.commits.count } == commits + 1)
                paths = hub.files(of: Self.id).keys.filter { $0 != ".gitattributes" }.sorted()
                #expect(
                    paths == [
                        "README.md", "bo/train-00000-of-00001.parquet", "bo/validation-00000-of-00001.parquet",
                        "report.html", "report.json", "voices/bo.wav",
                    ])
                for name in ["README.md", "report.html", "report.json"] {
                    let content = try #require(hub.files(of: Self.id)[name]?.content)
                    #expect(!String(decoding: content, as: UTF8.self).contains("amina"), "\(name)")
                }
                #expect(hub.violations.isEmpty)
            }
        }
    }
}
