import Foundation
import ModelFixtures
import TestSupport
import Testing

extension CommandTests {
    @Suite("qwen3-tts export")
    struct ExportCommandTests {
        @Test("A fine-tuned model is exported as base, and fine-tuned again")
        func again() async throws {
            let run = try Workplace()
            try await run.prepare()
            var outcome = try await run.finetune(steps: 1)
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run(
                "export", "run/last", "--as", "base", "--speaker-encoder-from", "checkpoint", "--output-dir", "base")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output == "Made 'DIR/base', a base checkpoint.\n")
            #expect(!run.exists("base/training_state"))
            outcome = try await run(
                "finetune", "--init-model-path", "base", "--cache-dir", "cache", "--output-dir", "again", "--max-steps",
                "1", "--warmup-steps", "1")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run("speakers", "again/last")
            #expect(outcome.output == "amina\t1016\nbo\t1017\n")
            #expect(try run.halfWritten() == [])
        }

        @Test("What cannot be exported is named")
        func misuse() async throws {
            let run = try Workplace()
            var outcome = try await run(
                "export", "checkpoint", "--as", "base", "--speaker-encoder-from", "checkpoint", "-o", "base")
            #expect(outcome.status == 1)
            #expect(
                outcome.message
                    == "Error: The checkpoint 'DIR/checkpoint' is a base checkpoint already, with a speaker encoder of its "
                    + "own. Use it as it is.\n")
            outcome = try await run("export", "checkpoint", "--as", "gguf", "--speaker-encoder-from", "c", "-o", "base")
            #expect(outcome.status == 64)
            #expect(try run.folder.names == ["checkpoint"])
        }
    }
}
