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
                arguments: ["Hello.", "--reference", "none.wav", "--reference-text", "Hi."],
                message:
                    "The checkpoint 'DIR/checkpoint' cannot clone a voice: it is a custom_voice model, without a speaker "
                    + "encoder. Clone with a base model ('qwen3-tts export' makes one of a fine-tuned checkpoint), or "
                    + "choose a speaker."),
            Misuse(
                arguments: ["Hello.", "--reference", "none.wav"],
                message:
                    "Cloning goes on from the reference recording, and needs to know what is said in it: give "
                    + "--reference-text, or take only the voice from it with --x-vector-only.",
                tiny: .base),
            Misuse(
                arguments: ["Hello.", "--reference", "none.wav", "--reference-text", " "],
                message:
                    "The text of the reference recording is empty, or only spaces: write what is said in it.",
                tiny: .base),
            Misuse(
                arguments: ["Hello.", "--reference", "none.wav", "--x-vector-only"],
                message:
                    "The recording 'DIR/none.wav' does not exist: check its path, or remove it from the transcript.",
                tiny: .base),
            Misuse(
                arguments: ["Hello.", "--reference", "none.wav", "--x-vector-only", "--instruct", "Slowly."],
                message:
                    "The checkpoint 'DIR/checkpoint' does not listen to instructs: a base model clones, and takes the "
                    + "manner from the recording. Leave --instruct out.",
                tiny: .base),
            Misuse(
                arguments: ["Hello.", "--speaker", "serena", "-o", "checkpoint.wav/a.wav"],
                message:
                    "The file 'DIR/checkpoint.wav/a.wav' cannot be written: the folder 'DIR/checkpoint.wav' does not "
                    + "exist. Make it, or choose another."),
            Misuse(
                arguments: ["Hello.", "--speaker", "serena", "--codes-out", "nowhere/a.safetensors"],
                message:
                    "The file 'DIR/nowhere/a.safetensors' cannot be written: the folder 'DIR/nowhere' does not exist. "
                    + "Make it, or choose another."),
            Misuse(
                arguments: ["Hello.", "--speaker", "serena", "--stream", "-o", "nowhere/a.wav"],
                message:
                    "The file 'DIR/nowhere/a.wav' cannot be written: the folder 'DIR/nowhere' does not exist. Make it, "
                    + "or choose another."),
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
                (["--subtalker-top-p", "0"], "--subtalker-top-p is 0.0, but must be above 0 and at most 1."),
                (["--repetition-penalty", "0"], "--repetition-penalty is 0.0, but must be above 0; 1 is none."),
                (["--codes-out", "a.npy"], "--codes-out is 'a.npy', but must end in .safetensors."),
                (["--split-at=-1"], "--split-at is -1, but must be 0 or more."),
                (["--batch-size", "0"], "--batch-size is 0, but must be 1 or more."),
                (["--threads", "0"], "--threads is 0, but must be 1 or more."),
                (["--resume"], "--resume goes with --lines."),
                (["--lines", "a.txt"], "A text and --lines were both given: give one of them."),
                (["--stream", "--retries", "1"], "--retries cannot take back what --stream has given out."),
                (["--stream", "-o", "a.flac"], "--output is 'a.flac', but with --stream must be - or end in .wav."),
                (["--reference", "a.wav"], "--speaker and --reference both say who speaks: give one of them."),
                (["--x-vector-only"], "--x-vector-only is about a recording: give it with --reference."),
                (["--reference-text", "Hi."], "--reference-text is about a recording: give it with --reference."),
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
            #expect(file.dtype(of: "codes") == .int16)
            #expect(try file.tensor("codes").array(of: Int16.self).allSatisfy { (0..<64).contains($0) })
        }

        @Test("A stream has the samples of the file, whether it goes to standard output or grows as a file")
        func streaming() async throws {
            let run = try Workplace(.custom)
            let speech = ["speak", "checkpoint", "Hello.", "--speaker", "serena", "--max-seconds", "2", "--seed", "3"]
            for more in [["-o", "whole.wav", "--retries", "0"], ["--stream", "-o", "grown.wav"]] {
                let outcome = try await run.run(speech + more)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(outcome.errors.contains("real-time factor"), "\(outcome)")
            }
            let whole = try AudioFile.read(run.folder.file("whole.wav")).samples
            let grown = try AudioFile.read(run.folder.file("grown.wav")).samples
            #expect(whole.count == grown.count && !whole.isEmpty)
            // 1e-4 of full scale, and a step of 16 bits for rounding.
            #expect(zip(whole, grown).allSatisfy { abs($0 - $1) < 1e-4 + 1.0 / 32768 })

            let piped = try await run.run(speech + ["--stream"])
            #expect(piped.status == 0, "\(piped)")
            #expect(piped.errors.contains("standard output: "), "\(piped)")
            #expect(piped.errors.contains("first sound after"), "\(piped)")
            let samples = stride(from: 0, to: piped.bytes.count, by: 2).map { index in
                Float(Int16(bitPattern: UInt16(piped.bytes[index]) | UInt16(piped.bytes[index + 1]) << 8)) / 32768
            }
            #expect(samples == grown)
        }

        @Test("Every line of a file becomes a file of its own, and only missing ones are spoken again")
        func lines() async throws {
            let run = try Workplace(.custom)
            try Data("Hello.\n\n  \nA second line.\nAnd a third, which is longer.\n".utf8)
                .write(to: run.folder.file("texts.txt"))
            let speech = [
                "speak", "checkpoint", "--lines", "texts.txt", "--speaker", "ryan", "--max-seconds", "0.5", "--greedy",
                "-o", "spoken",
            ]
            var outcome = try await run.run(speech)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("3 of 3 lines: "), "\(outcome)")
            #expect(outcome.errors.contains("The files are in DIR/spoken.\n"), "\(outcome)")
            let names = ["0001.wav", "0004.wav", "0005.wav"]
            let spoken = run.folder.file("spoken")
            #expect(try FileManager.default.contentsOfDirectory(atPath: spoken.path).sorted() == names)
            let alone = try await run(
                "speak", "checkpoint", "A second line.", "--speaker", "ryan", "--max-seconds", "0.5", "--greedy")
            #expect(alone.status == 0, "\(alone)")
            let file = spoken.appending(path: "0004.wav")
            #expect(try AudioFile.read(file) == AudioFile.read(run.folder.file("speech.wav")))

            try FileManager.default.removeItem(at: file)
            try Data("kept".utf8).write(to: spoken.appending(path: "0001.wav"))
            outcome = try await run.run(speech + ["--resume"])
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("1 of 1 lines: "), "\(outcome)")
            #expect(outcome.errors.contains("The files are in DIR/spoken (2 were there).\n"), "\(outcome)")
            #expect(try Data(contentsOf: spoken.appending(path: "0001.wav")) == Data("kept".utf8))
            #expect(FileManager.default.fileExists(atPath: file.path))
        }

        @Test(
            "A file of lines that cannot be spoken is named",
            arguments: [
                (
                    nil as Data?, "There is no file 'DIR/texts.txt'. Give --lines a text file with one text a line."
                ),
                (Data(" \n\n".utf8), "The file 'DIR/texts.txt' has no line with a text: there is nothing to say."),
                (
                    Data([0xFF, 0xFE, 0x00, 0xD8]),
                    "The file 'DIR/texts.txt' cannot be read as text in UTF-8. Save it in that encoding, one text a line."
                ),
            ])
        func badLines(content: Data?, message: String) async throws {
            let run = try Workplace(.custom)
            try content?.write(to: run.folder.file("texts.txt"))
            let outcome = try await run("speak", "checkpoint", "--lines", "texts.txt", "--speaker", "ryan")
            #expect(outcome.status == 1)
            #expect(outcome.message == "Error: \(message)\n")
            #expect(!run.exists("speech"))
        }

        @Test("A base model clones a recording, with its text or by its voice alone")
        func cloning() async throws {
            let run = try Workplace(.base)
            try run.recording("voice.wav", seconds: 1)
            let speech = [
                "speak", "checkpoint", "Hello.", "--reference", "voice.wav", "--greedy", "--max-seconds", "0.5",
            ]
            for (name, more) in [
                ("icl", ["--reference-text", "A tone."]), ("voice", ["--x-vector-only"]),
                ("whole", ["--x-vector-only", "--no-streaming-text"]),
            ] {
                let outcome = try await run.run(
                    speech + more + ["-o", "\(name).wav", "--codes-out", "\(name).safetensors"])
                #expect(outcome.status == 0, "\(outcome)")
            }
            let codes = try ["icl", "voice", "whole"].map { name in
                try SafetensorsFile(run.folder.file("\(name).safetensors")).tensor("codes").array(of: Int16.self)
            }
            #expect(Set(codes).count == 3)
            // The recording is heard by the decoder, and is not part of the speech.
            #expect(try AudioFile.read(run.folder.file("icl.wav")).samples.count == codes[0].count / 16 * 1920)
        }

        @Test("A text of several sentences is spoken in pieces, each with a cap of its own")
        func pieces() async throws {
            let run = try Workplace(.custom)
            let outcome = try await run(
                "speak", "checkpoint", "One sentence is here. Another sentence is there.", "--speaker", "ryan",
                "--max-seconds", "0.4", "--greedy", "--split-at", "30")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(try AudioFile.read(run.folder.file("speech.wav")).samples.count > 5 * 1920)
            #expect(
                outcome.errors.contains(
                    "The model did not end by itself in 2 of 2 pieces: the speech was cut at 0.4 s. Try another seed, or "
                        + "more --retries.\n"), "\(outcome)")
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
