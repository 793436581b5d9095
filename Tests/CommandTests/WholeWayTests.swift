import Audio
import Foundation
import TestSupport
import Testing

extension CommandTests {
    @Suite("The whole way")
    struct WholeWayTests {
        @Test("Two real voices are prepared, trained on and spoken as")
        func examples() async throws {
            let run = try Workplace()
            let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Examples/voices")
            for name in ["en_allison", "ru_nsh"] {
                // The first five recordings of each.
                let (source, target) = (examples.appending(path: name), run.folder.file(name))
                try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
                for part in ["audio", "reference.flac"] {
                    try FileManager.default.createSymbolicLink(
                        at: target.appending(path: part), withDestinationURL: source.appending(path: part))
                }
                let lines = try String(contentsOf: source.appending(path: "metadata.jsonl"), encoding: .utf8)
                    .split(separator: "\n").prefix(5)
                try Data((lines.joined(separator: "\n") + "\n").utf8).write(
                    to: target.appending(path: "metadata.jsonl"))
            }
            var outcome = try await run(
                "prepare", "--source", "en_allison", "--source", "ru_nsh", "--init-model-path", "checkpoint",
                "--cache-dir",
                "cache")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(run.exists("prepared/en_allison/train-00000-of-00001.parquet"))
            outcome = try await run.finetune(steps: 2, "--max-val-samples", "2")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("2 speakers, "))
            #expect(outcome.errors.contains(/The last epoch spent [0-9.]+ % of its time waiting for data\./))
            #expect(outcome.errors.hasSuffix("The best checkpoint is DIR/run/checkpoint-000002\n"))
            for name in ["en_allison", "ru_nsh"] {
                outcome = try await run(
                    "speak", "run/last", "Hello.", "--speaker", name, "--max-seconds", "0.4", "--output", "\(name).wav")
                #expect(outcome.status == 0, "\(outcome)")
                #expect(try AudioFile.read(run.folder.file("\(name).wav")).duration > 0)
            }
            #expect(try run.halfWritten() == [])
        }
    }
}
