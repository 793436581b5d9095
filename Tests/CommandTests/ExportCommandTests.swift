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

            // A second round on one speaker keeps the first one's in their rows.
            outcome = try await run("speakers", "base")
            #expect(outcome.output == "amina\t1016\nbo\t1017\n")
            outcome = try await run(
                "finetune", "--init-model-path", "base", "--cache-dir", "cache", "--output-dir", "second",
                "--max-steps",
                "1", "--warmup-steps", "1", "--train-speakers", "bo")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run("speakers", "second/last")
            #expect(outcome.output == "amina\t1016\nbo\t1017\n")
        }

        @Test("A base model gets named speakers from recordings, without training, and speaks as them")
        func customVoice() async throws {
            let run = try Workplace()
            try run.voice("amina")
            try run.voice("bo", hertz: 300)
            var outcome = try await run(
                "export", "checkpoint", "--as", "custom_voice", "--speaker", "Amina=amina/reference.wav", "--speaker",
                "bo=bo/reference.wav", "--speaker", "bo=bo/0.wav", "-o", "voices")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output == "Made 'DIR/voices', a custom_voice checkpoint.\n")
            outcome = try await run("speakers", "voices")
            #expect(outcome.output == "amina\t1016\nbo\t1017\n")
            outcome = try await run(
                "speak", "voices", "Hello there.", "--speaker", "bo", "--max-seconds", "1", "--retries", "0")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run(
                "export", "voices", "--as", "custom_voice", "--speaker", "amina=amina/reference.wav",
                "--speaker-encoder-from", "checkpoint", "-o", "more")
            #expect(
                outcome.message
                    == "Error: The checkpoint 'DIR/voices' has a speaker 'amina' already. Give the new one another name.\n"
            )
            outcome = try await run(
                "export", "voices", "--as", "custom_voice", "--speaker", "carl=amina/reference.wav",
                "--speaker-encoder-from", "checkpoint", "-o", "more")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run("speakers", "more")
            #expect(outcome.output == "amina\t1016\nbo\t1017\ncarl\t1018\n")
            outcome = try await run(
                "export", "voices", "--as", "custom_voice", "--speaker", "dora=amina/reference.wav", "-o", "none")
            #expect(outcome.message.contains("DIR/voices"), "\(outcome)")
            #expect(!run.exists("none"))
            #expect(try run.halfWritten() == [])
        }

        @Test(
            "Options of an export that do not go together are named",
            arguments: [
                (
                    ["--as", "base"],
                    "--as base needs --speaker-encoder-from, the base model that the fine-tuning started from."
                ),
                (
                    ["--as", "base", "--speaker-encoder-from", "c", "--speaker", "a=b.wav"],
                    "--speaker a=b.wav is for --as custom_voice: a base checkpoint takes no recordings."
                ),
                (["--as", "custom_voice"], "--as custom_voice needs --speaker NAME=RECORDING, once for each speaker."),
                (
                    ["--as", "custom_voice", "--speaker", "amina"],
                    "--speaker is 'amina', but must be NAME=RECORDING, with a name of letters a to z, digits, '.', '_' and '-'."
                ),
            ])
        func options(arguments: [String], message: String) async throws {
            let outcome = try await Workplace().run(["export", "checkpoint", "-o", "out"] + arguments)
            #expect(outcome.status == 64)
            #expect(outcome.message.hasPrefix("Error: \(message)\n"), "\(outcome)")
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
