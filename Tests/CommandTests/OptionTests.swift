import Foundation
import TestSupport
import Testing

extension CommandTests {
    @Suite("Options that are none")
    struct OptionTests {
        /// Arguments, and the first line of what is said of them.
        struct Misspelling: CustomTestStringConvertible, Sendable {
            let arguments: [String]
            let message: String
            let help: String

            init(_ arguments: String, _ message: String, help: String) {
                self.arguments = arguments.split(separator: " ").map(String.init)
                self.message = message
                self.help = help
            }

            var testDescription: String { arguments.joined(separator: " ") }
        }

        static let misspellings: [Misspelling] = [
            .init("prepare --soruce a=rec", "Unknown option '--soruce'. Did you mean '--source'?", help: "prepare"),
            .init("prepare --soruce=a=rec", "Unknown option '--soruce'. Did you mean '--source'?", help: "prepare"),
            .init("prepare -source a", "Unknown option '-source'. Did you mean '--source'?", help: "prepare"),
            .init("prepare --privat", "Unknown option '--privat'. Did you mean '--private'?", help: "prepare"),
            .init(
                "prepare --source a --max_sample 3", "Unknown option '--max-sample'. Did you mean '--max-samples'?",
                help: "prepare"),
            .init("prepare --languages x", "Unknown option '--languages'. Did you mean '--language'?", help: "prepare"),
            .init("prepare --hf-tokn x", "Unknown option '--hf-tokn'. Did you mean '--hf-token'?", help: "prepare"),
            .init("prepare --zzz", "Unknown option '--zzz'.", help: "prepare"),
            .init(
                "prepare --source a --learning-rate 1",
                "'qwen3-tts prepare' does not use the setting '--learning-rate': leave it out.", help: "prepare"),
            .init(
                "finetune --learning-rat 1", "Unknown option '--learning-rat'. Did you mean '--learning-rate'?",
                help: "finetune"),
            .init(
                "finetune --learning-rate",
                "The setting '--learning-rate' lacks its value: give it as --learning-rate VALUE.", help: "finetune"),
            .init(
                "finetune --seed --max-steps 2", "The setting '--seed' lacks its value: give it as --seed VALUE.",
                help: "finetune"),
            .init("speak --spaeker y", "Unknown option '--spaeker'. Did you mean '--speaker'?", help: "speak"),
            .init("codec encode --ouput x", "Unknown option '--ouput'. Did you mean '--output'?", help: "codec encode"),
            .init("speakers --jsn", "Unknown option '--jsn'. Did you mean '--json'?", help: "speakers"),
        ]

        @Test("They are named before anything else is said, with the one that was meant", arguments: misspellings)
        func misspelt(_ given: Misspelling) async throws {
            let run = try Workplace()
            let outcome = try await run.run(given.arguments)
            #expect(outcome.status == 64)
            #expect(
                outcome.errors == """
                    Error: \(given.message)
                      See 'qwen3-tts \(given.help) --help' for more information.

                    """)
        }

        @Test("A subcommand that is none is named, with the one that was meant or all that there are")
        func subcommands() async throws {
            let run = try Workplace()
            var outcome = try await run("prepar", "--source", "x")
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("Error: There is no subcommand 'prepar'. Did you mean 'prepare'?\n"))
            outcome = try await run("codec", "x")
            #expect(outcome.errors.hasPrefix("Error: There is no subcommand 'x': there are encode, decode, help.\n"))
        }

        @Test("Settings that are given twice or stand alone are named")
        func settings() async throws {
            let run = try Workplace()
            var outcome = try await run("finetune", "--seed", "1", "--seed", "2")
            #expect(
                outcome.errors.hasPrefix(
                    "Error: The setting '--seed' is given more than once: leave all but one out.\n"))
            outcome = try await run("finetune", "prepared")
            #expect(
                outcome.errors.hasPrefix(
                    "Error: Unexpected argument 'prepared': settings are given as --name value.\n"))
        }

        @Test("Help shows what everybody needs first, and each setting with what it takes")
        func help() async throws {
            let run = try Workplace()
            var outcome = try await run("prepare", "--help")
            #expect(outcome.status == 0)
            let titles = outcome.output.split(separator: "\n").filter { $0.wholeMatch(of: /[A-Z ]+:/) != nil }
            #expect(
                titles == [
                    "WHAT TO PREPARE:", "LANGUAGE AND VOICE:", "COLUMNS:", "HOW MUCH:", "QUALITY:", "UPLOAD:",
                    "SETTINGS:", "OPTIONS:",
                ])
            #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
            outcome = try await run("finetune", "--help")
            #expect(
                outcome.output.contains(
                    """
                    \u{20}         --mixed-precision
                                  The type of activations; weights and optimizer stay in fp32.
                                  Expected: 'no' or 'bf16'. Default: no.

                    """))
            #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        }
    }
}
