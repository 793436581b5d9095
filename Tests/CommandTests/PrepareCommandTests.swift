import Foundation
import TestSupport
import Testing

extension CommandTests {
    @Suite("qwen3-tts prepare")
    struct PrepareCommandTests {
        /// A line or a recording that should be mended, and what is said of it.
        struct Fault: CustomTestStringConvertible, Sendable {
            let testDescription: String
            var line = #"{"audio": "bad.wav", "text": "Something is wrong."}"#
            let problem: String
            var make: @Sendable (Workplace) throws -> Void = { _ in }
        }

        static let faults: [Fault] = [
            Fault(
                testDescription: "missing",
                problem:
                    "The recording 'DIR/amina/bad.wav' does not exist: check its path, or remove it from the transcript."
            ),
            Fault(
                testDescription: "empty",
                problem: "The recording 'DIR/amina/bad.wav' is empty (0 bytes): copy or download it again."
            ) { try Data().write(to: $0.folder.file("amina/bad.wav")) },
            Fault(
                testDescription: "not audio",
                problem:
                    "The recording 'DIR/amina/bad.wav' is text, where an audio file is needed: copy or download the "
                    + "recording again, or check the path."
            ) {
                try Data("This is a letter, and nothing to listen to.".utf8).write(to: $0.folder.file("amina/bad.wav"))
            },
            Fault(
                testDescription: "silent",
                problem:
                    "The recording 'DIR/amina/bad.wav' is silent: its peak is -66.2 dBFS, where at least -60.0 dBFS is "
                    + "needed. Record it again, or remove it from the transcript."
            ) { try $0.recording("amina/bad.wav", amplitude: 0.0005) },
            Fault(
                testDescription: "too long",
                problem:
                    "The recording 'DIR/amina/bad.wav' is too long: 31.0 s, where at most 30.0 s are allowed. Cut it."
            ) { try $0.recording("amina/bad.wav", seconds: 31) },
            Fault(
                testDescription: "broken header",
                problem:
                    "The recording 'DIR/amina/bad.wav' has a broken header: it has no chunk 'data'. Copy, download or "
                    + "export it again."
            ) {
                try $0.recording("amina/bad.wav")
                let file = $0.folder.file("amina/bad.wav")
                try Data(contentsOf: file).prefix(36).write(to: file)
            },
            Fault(
                testDescription: "not JSON", line: "nonsense",
                problem:
                    #"The line is not a JSON object, such as {"audio": "a.wav", "text": "Hello."}. It begins with "#
                    + "'nonsense'."),
            Fault(
                testDescription: "without text", line: #"{"audio": "0.wav"}"#,
                problem:
                    "The line lacks the field 'text' (or transcript, sentence, normalized_text, transcription). It has audio."
            ),
            Fault(
                testDescription: "with an empty text", line: #"{"audio": "0.wav", "text": " "}"#,
                problem: "The field 'text' is empty: fill it in, or remove the line."),
        ]

        @Test("A bad line or recording ends it, and there is no dataset", arguments: faults)
        func badInput(fault: Fault) async throws {
            let run = try Workplace()
            try run.voice("amina", extraLines: [fault.line])
            try fault.make(run)
            let outcome = try await run("prepare", "--source", "amina")
            #expect(outcome.status == 1)
            #expect(
                outcome.message == """
                    Error: 1 problem in the recordings and transcripts; nothing was prepared.
                      DIR/amina/metadata.jsonl:4: \(fault.problem)
                    That is 1 of \(fault.line.contains("\n") ? 5 : 4) lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. Mend \
                    them, raise it, or leave all such lines out with --skip-bad.

                    """)
            #expect(!run.exists("prepared/README.md"))
            #expect(try run.halfWritten() == [])
        }

        @Test("Two speakers with one name are refused before anything is written")
        func speakers() async throws {
            let run = try Workplace()
            try run.voice("a/amina")
            try run.voice("b/Amina")
            let outcome = try await run("prepare", "--source", "a/amina", "--source", "b/Amina")
            #expect(outcome.status == 1)
            #expect(
                outcome.message == """
                    Error: Two speakers are called 'amina' (upper and lower case count as the same): 'DIR/a/amina' and \
                    'DIR/b/Amina'. Give each a name of its own with NAME=PATH.

                    """)
            #expect(!run.exists("prepared"))
        }

        @Test("A wrong checkpoint shows before the work")
        func checkpoint() async throws {
            let run = try Workplace()
            try run.voice("amina")
            let outcome = try await run("prepare", "--source", "amina", "--init-model-path", "nowhere")
            #expect(outcome.status == 1)
            #expect(
                outcome.errors == """
                    Error: There is no checkpoint at 'DIR/nowhere'. Give the folder of a Qwen3-TTS checkpoint, or the name of \
                    one on the Hugging Face Hub such as Qwen/Qwen3-TTS-12Hz-0.6B-Base, or make one with 'qwen3-tts init'.

                    """)
            #expect(!run.exists("prepared"))
        }

        @Test("What was kept is shown in a table with the reasons, and gates and limits can be set")
        func gates() async throws {
            let run = try Workplace()
            try run.voice("amina", extraLines: [#"{"audio": "0.wav", "text": "Nothing."}"#])
            // A tone has no pauses, so nothing stands out from it.
            var outcome = try await run("prepare", "--source", "amina", "--gate", "digits=off")
            #expect(outcome.status == 0)
            #expect(
                outcome.message.contains(
                    """
                    speaker  lines  kept  rejected  warned  train min  valid. min  median s   LUFS  SNR dB  chars/s
                    amina        4     3         1       3        0.0         0.0       1.2  -10.2     0.0     16.0
                    amina: rejected: the same sound twice (1)
                    amina: kept with a warning: noisy (3)

                    """), "\(outcome.message)")
            #expect(outcome.message.contains("DIR/amina/metadata.jsonl: read as JSON: an object per line, 4 lines\n"))
            #expect(outcome.message.contains("\namina: 4 lines = 3 kept + 1 left out\n"))
            #expect(run.exists("prepared/report.html"))

            outcome = try await run("prepare", "--source", "amina", "--gate", "low_snr=reject")
            #expect(outcome.status == 1)
            #expect(
                outcome.message.hasSuffix(
                    "Error: Of the 4 clips of the speaker 'amina', none can be used: noisy (4). The dataset's report.html has each.\n"
                ),
                "\(outcome.message)")
            outcome = try await run(
                "prepare", "--source", "amina", "--gate", "low_snr=reject", "--minimum-snr", "0", "--maximum-loudness",
                "-5")
            #expect(outcome.status == 0)

            outcome = try await run("prepare", "--source", "amina", "--gate", "snr=reject")
            #expect(outcome.status == 1)
            #expect(
                outcome.message == """
                    Error: The gate 'snr=reject' must be written as NAME=off, NAME=warn or NAME=reject, with one of the names \
                    broken_encoding, channels, characters_per_second, clipped, digits, duplicate, invisible_characters, loudness, \
                    low_snr, markup, mixed_script, no_letters, overlap, pauses, peaks, same_text, speaker_outlier, too_short, \
                    unspoken, unusual_rate, wrong_script.

                    """)
            outcome = try await run("prepare", "--source", "amina", "--maximum-pause-share", "1.5")
            #expect(outcome.status == 1)
            #expect(
                outcome.message
                    == "Error: The limit 'largest share of pauses' is 1.5, where a number from 0 to 1 is needed.\n")
        }

        @Test("Codes and the comparison of voices come from a checkpoint, and a second run does nothing")
        func codes() async throws {
            let run = try Workplace()
            try run.voice("amina", clips: 6)
            try FileManager.default.removeItem(at: run.folder.file("amina/reference.wav"))
            let arguments = [
                "prepare", "--source", "amina", "--with-codes", "--init_model_path", "checkpoint", "--cache_dir",
                "cache",
                "--output_dir=data",
            ]
            var outcome = try await run.run(arguments)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("amina: likeness of the clips "))
            #expect(
                outcome.errors.contains("amina: reference voices/amina.wav (1.2 s), chosen: no clip has 5 to 15 s, "))
            #expect(run.exists("data/voices/amina.wav"))
            let card = try String(contentsOf: run.folder.file("data/README.md"), encoding: .utf8)
            #expect(card.contains("- name: audio_codes\n    list:\n      list: int16\n"))
            outcome = try await run.run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("0 recordings were decoded now, 6 were known; nothing changed\n"))
            #expect(!outcome.errors.contains("encoding"))
            #expect(try run.halfWritten() == [])
        }

        @Test("Columns can be named, for all sources or for one")
        func columns() async throws {
            let run = try Workplace()
            try run.voice("amina")
            try Data(#"{"audio": "0.wav", "words": "Sentence."}"#.utf8).write(
                to: run.folder.file("amina/metadata.jsonl"))
            var outcome = try await run("prepare", "--source", "x=amina", "--text-column", "x=words")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run("prepare", "--source", "x=amina", "--text-column", "y=words")
            #expect(outcome.status == 64)
            #expect(
                outcome.message.hasPrefix(
                    "Error: --text-column names the source 'y', and there is none: give it as --source y=PLACE.\n"))
        }

        @Test("What uploading and codes lack shows before the work")
        func missing() async throws {
            let run = try Workplace()
            try run.voice("amina")
            var outcome = try await run("prepare", "--source", "amina", "--upload")
            #expect(outcome.status == 64)
            #expect(outcome.message.hasPrefix("Error: --upload needs --repo-id USER/NAME, or HF_DATASET_REPO.\n"))
            outcome = try await run("prepare", "--source", "amina", "--upload", "--repo-id", "x")
            #expect(outcome.message.hasPrefix("Error: --repo-id takes USER/NAME; found 'x'.\n"))
            outcome = try await run("prepare", "--source", "amina", "--upload", "--repo-id", "a/b")
            #expect(outcome.status == 1)
            #expect(outcome.message.hasPrefix("Error: To upload to 'a/b', a token with write access is needed: "))
            outcome = try await run("prepare", "--source", "amina", "--with-codes")
            #expect(outcome.status == 64)
            #expect(
                outcome.message.hasPrefix(
                    "Error: --with-codes needs a speech tokenizer: set INIT_MODEL_PATH or TOKENIZER_PATH.\n"))
            #expect(!run.exists("prepared"))
        }

        @Test("Arguments that cannot be are refused with status 64")
        func usage() async throws {
            let run = try Workplace()
            var outcome = try await run("prepare")
            #expect(outcome.status == 64)
            #expect(
                outcome.message.hasPrefix(
                    "Error: Give at least one --source NAME=PLACE, or --speaker hausa, english or both.\n"))
            outcome = try await run("prepare", "--source", "a", "--max_samples", "0")
            #expect(outcome.status == 64)
            #expect(outcome.message.hasPrefix("Error: --max-samples takes a number from 1; found 0.\n"))
            outcome = try await run("prepare", "--speaker", "klingon")
            #expect(outcome.status == 1)
            #expect(
                outcome.message.hasPrefix(
                    "Error: There is no built-in speaker 'klingon'. There is: hausa, english, both."))
            outcome = try await run("prepare", "--source", "a", "--reference", "a.wav")
            #expect(outcome.status == 64)
            #expect(outcome.message.hasPrefix("Error: --reference takes NAME=FILE; found 'a.wav'.\n"))
        }

        @Test("A missing folder is not taken for a dataset of the Hub, and the nearest is named")
        func missingFolder() async throws {
            let run = try Workplace()
            try run.voice("recordings/amina")
            let hub = " For the dataset 'X' of the Hub, write X@main."
            let offline =
                "The dataset 'X' at 'main' is not in the cache, and HF_HUB_OFFLINE is set or the Hub does not answer: fetch it "
                + "once with a network."
            let nowhere = "There is no folder 'X' here%, and it cannot be had from the Hub either. " + offline
            let cases = [
                ("recordings/amnia", "There is no folder or file 'X'. Did you mean 'recordings/amina'?" + hub),
                ("recordings/zzz", "There is no folder or file 'X'. Beside it there is: amina." + hub),
                ("recordngs", "There is no folder or file 'X'. Did you mean 'recordings'?"),
                ("DIR/recordngs/amina", "There is no folder or file 'X'. Did you mean 'DIR/recordings/amina'?"),
                ("recordngs/amina", nowhere.replacing("%", with: " (did you mean 'recordings/amina'?)")),
                ("alice/voices", nowhere.replacing("%", with: "")),
                ("zzz", "The source 'DIR/X' does not exist: check the path."),
            ]
            for (place, message) in cases {
                let argument = place.replacing("DIR", with: run.folder.url.path)
                for prefix in ["", "amina="] {
                    let outcome = try await run(
                        "prepare", "--source", prefix + argument, environment: ["HF_HUB_OFFLINE": "yes"])
                    #expect(outcome.status == 1)
                    #expect(outcome.errors == "Error: \(message.replacing("X", with: place))\n")
                }
            }
            let outcome = try await run(
                "prepare", "--source", "recordings/amnia@main", environment: ["HF_HUB_OFFLINE": "yes"])
            #expect(outcome.errors == "Error: \(offline.replacing("X", with: "recordings/amnia"))\n")
        }

        @Test("A language without a name is that of every line that names none")
        func language() async throws {
            let run = try Workplace()
            for (name, hertz) in [("amina", 200.0), ("bo", 330.0)] {
                try run.voice(name, hertz: hertz)
                let lines = (0..<3).map { #"{"audio": "\#($0).wav", "text": "Sentence number \#($0)."}"# }
                try Data(lines.joined(separator: "\n").utf8).write(to: run.folder.file("\(name)/metadata.jsonl"))
            }
            var outcome = try await run(
                "prepare", "--source", "amina", "--source", "bo", "--language", "hau", "--language", "bo=igbo")
            #expect(outcome.status == 0, "\(outcome)")
            let card = try String(contentsOf: run.folder.file("prepared/README.md"), encoding: .utf8)
            #expect(card.contains("| amina | Hausa |") && card.contains("| bo | Igbo |"), "\(card)")
            outcome = try await run("prepare", "--source", "amina", "--language", "Hausa", "--language", "Igbo")
            #expect(outcome.status == 64)
            #expect(
                outcome.errors == """
                    Error: --language is given for all speakers more than once (Hausa, Igbo): give NAME=LANGUAGE for each.
                      See 'qwen3-tts prepare --help' for more information.

                    """)
            outcome = try await run("prepare", "--source", "amina", "--language", "a=Hausa", "--language", "A=Igbo")
            #expect(
                outcome.message.hasPrefix(
                    "Error: --language gives 'a' two languages, Hausa and Igbo: leave one out.\n"))
        }
    }
}
