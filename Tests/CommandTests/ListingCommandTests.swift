import Foundation
import ModelFixtures
import TestSupport
import Testing

extension CommandTests {
    @Suite("qwen3-tts speakers and languages")
    struct ListingCommandTests {
        @Test("Speakers are listed with their rows and dialects, from config.json alone")
        func speakers() async throws {
            let run = try Workplace(.custom)
            for name in try FileManager.default.contentsOfDirectory(atPath: run.checkpoint.path)
            where name != "config.json" {
                try FileManager.default.removeItem(at: run.checkpoint.appending(path: name))
            }
            var outcome = try await run("speakers", "checkpoint")
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
            #expect(
                outcome.output == """
                    aiden\t877
                    dylan\t894\tbeijing_dialect
                    eric\t891\tsichuan_dialect
                    ono_anna\t889
                    ryan\t1077
                    serena\t1082
                    sohee\t880
                    uncle_fu\t1026
                    vivian\t1081

                    """)
            outcome = try await run("speakers", "checkpoint", "--json")
            #expect(
                outcome.output.hasPrefix(
                    #"[{"name":"aiden","row":877},{"dialect":"beijing_dialect","name":"dylan","row":894},"#))
            #expect(outcome.output.hasSuffix("]\n"))
        }

        @Test("Languages are listed with their rows")
        func languages() async throws {
            let run = try Workplace(.base)
            var outcome = try await run("languages", "checkpoint")
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
            #expect(
                outcome.output == """
                    chinese\t71
                    english\t66
                    french\t77
                    german\t69
                    italian\t86
                    japanese\t74
                    korean\t80
                    portuguese\t87
                    russian\t85
                    spanish\t70

                    """)
            outcome = try await run("languages", "checkpoint", "--json")
            #expect(outcome.output.hasPrefix(#"[{"name":"chinese","row":71},{"name":"english","row":66},"#))
        }

        @Test("What has nothing to list is named")
        func nothing() async throws {
            let run = try Workplace(.base)
            var outcome = try await run("speakers", "checkpoint")
            #expect(outcome.status == 1 && outcome.output.isEmpty)
            #expect(
                outcome.errors
                    == "Error: The checkpoint 'DIR/checkpoint' has no speakers to choose from: it is a base model. "
                    + "Give it a recording to clone with --reference, or fine-tune it, and speak with the checkpoint in "
                    + "the run's folder.\n")
            for command in ["speakers", "languages"] {
                outcome = try await run(command, "nowhere")
                #expect(outcome.status == 1)
                #expect(
                    outcome.errors
                        == "Error: There is no checkpoint at 'DIR/nowhere'. Give the folder of a Qwen3-TTS checkpoint, "
                        + "or the name of one on the Hugging Face Hub such as Qwen/Qwen3-TTS-12Hz-0.6B-Base, or make one with 'qwen3-tts init'.\n"
                )
            }
            try FileManager.default.removeItem(at: run.checkpoint.appending(path: "config.json"))
            outcome = try await run("languages", "checkpoint")
            #expect(outcome.status == 1)
            #expect(
                outcome.errors
                    == "Error: The configuration 'DIR/checkpoint/config.json' is missing. Give the folder of a complete "
                    + "checkpoint, or download it again.\n")
        }
    }
}
