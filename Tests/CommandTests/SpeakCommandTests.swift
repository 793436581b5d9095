import Audio
import Foundation
import ModelFixtures
import TestSupport
import Testing
import Torch

extension CommandTests {
    @Suite("qwen3-tts speak")
    struct SpeakCommandTests {
        /// Arguments after `speak checkpoint`, and what is said of them.
        struct Misuse: CustomTestStringConvertible, Sendable {
            let arguments: [String]
            let message: String
            var tiny = TinyCheckpoint.custom

            var testDescription: String { arguments.joined(separator: " ") }
        }

        static let speakers = "aiden, dylan, eric, ono_anna, ryan, serena, sohee, uncle_fu, vivian"

        static let misuses: [Misuse] = [
            Misuse(
                arguments: ["Hello.", "--speaker", "nobody"],
                message: "There is no speaker 'nobody' in this checkpoint; it has \(speakers)."),
            Misuse(
                arguments: ["Hello."], message: "Choose a speaker with --speaker; this checkpoint has \(speakers)."),
            Misuse(
                arguments: ["Hello.", "--speaker", "Serena", "--language", "Klingon"],
                message:
                    "There is no language 'Klingon' in this checkpoint; it has auto, beijing_dialect, chinese, "
                    + "english, french, german, italian, japanese, korean, portuguese, russian, sichuan_dialect, spanish."
            ),
            Misuse(
                arguments: ["  ", "--speaker", "serena"],
                message: "The text is empty, or only spaces: there is nothing to say."),
            Misuse(
                arguments: ["Hello.", "--speaker", "serena"],
                message:
                    "The checkpoint 'DIR/checkpoint' has no speakers to choose from: it is a base model. Give it a "
                    + "recording to clone with --reference, or fine-tune it, and speak with the checkpoint in the run's "
                    + "folder.",
                tiny: .base),
            Misuse(
                arguments: ["Hello.", "--speaker", "serena", "--max-seconds", "0.2", "-o", "nowhere/a.wav"],
                message:
                    "The file 'DIR/nowhere/a.wav' cannot be written: the folder 'DIR/nowhere' does not exist. Make it, or "
                    + "choose another."),
        ]

        @Test("What cannot be spoken is named", arguments: misuses)
        func misuse(misuse: Misuse) async throws {
            let run = try Workplace(misuse.tiny)
            let outcome = try await run.run(["speak", "checkpoint"] + misuse.arguments)
            #expect(outcome.status == 1)
            #expect(outcome.message == "Error: \(misuse.message)\n")
            #expect(try run.folder.names == ["checkpoint"])
        }

        @Test(
            "Options that cannot be are refused with status 64",
            arguments: [
                (["--max-seconds", "0"], "--max-seconds is 0.0, but must be above 0."),
                (["--temperature", "0"], "--temperature is 0.0, but must be above 0; use --greedy for the limit."),
                (["--top-k=-1"], "--top-k is -1, but must be 0 or more."),
                (["--top-p", "1.5"], "--top-p is 1.5, but must be above 0 and at most 1."),
                (["--output", "a.mp3"], "--output is 'a.mp3', but must end in .wav or .flac."),
                (["--codes-out", "a.json"], "--codes-out is 'a.json', but must end in .safetensors."),
            ])
        func usage(arguments: [String], message: String) async throws {
            let run = try Workplace(.custom)
            let outcome = try await run.run(["speak", "checkpoint", "Hello.", "--speaker", "serena"] + arguments)
            #expect(outcome.status == 64)
            #expect(outcome.message.hasPrefix("Error: \(message)\n"), "\(outcome)")
        }

        @Test("The codes are written on request: those of the frames that are heard")
        func codes() async throws {
            let run = try Workplace(.custom)
            let outcome = try await run(
                "speak", "checkpoint", "Hello.", "--speaker", "serena", "--max-seconds", "0.4", "--greedy", "--output",
                "a.wav", "--codes-out", "a.safetensors")
            #expect(outcome.status == 0, "\(outcome)")
            let file = try SafetensorsFile(run.folder.file("a.safetensors"))
            let frames = try AudioFile.read(run.folder.file("a.wav")).samples.count / 1920
            #expect(file.names == ["codes"])
            #expect(file.shape(of: "codes") == [frames, 16])
            #expect(file.dtype(of: "codes") == .int64)
            #expect(try file.tensor("codes").array(of: Int64.self).allSatisfy { (0..<64).contains($0) })
        }

        @Test("A text is spoken into a file, the same for the same seed")
        func speech() async throws {
            let run = try Workplace(.custom)
            for (name, seed) in [("a.wav", "1"), ("b.wav", "1"), ("c.wav", "5")] {
                let outcome = try await run(
                    "speak", "checkpoint", "Hello.", "--speaker", "Serena", "--language", "english", "--max-seconds",
                    "0.4", "--seed", seed, "--output", name)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(outcome.errors.contains("DIR/\(name): 0."), "\(outcome)")
            }
            let sounds = try ["a.wav", "b.wav", "c.wav"].map { try AudioFile.read(run.folder.file($0)) }
            #expect(sounds[0].sampleRate == 24000)
            #expect(sounds[0].samples.count % 1920 == 0 && sounds[0].samples.count <= 5 * 1920)
            #expect(sounds[0].samples == sounds[1].samples)
            #expect(sounds[0].samples != sounds[2].samples)
        }
    }
}
