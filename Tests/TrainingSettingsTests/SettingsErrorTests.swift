import Foundation
import Testing
import TrainingSettings

@Suite("What settings say about bad input")
struct SettingsErrorTests {
    private func message(_ flags: [String: String], dotEnv: String = "", required: Set<String> = []) throws -> String? {
        do {
            let file = try DotEnvFile(text: dotEnv, path: ".env")
            _ = try Settings.load(flags: flags, environment: ["NUM_THREADS": "many"], dotEnv: file, required: required)
            return nil
        } catch {
            // The environment of these tests has one mistake, so that all three sources show.
            return error.description.replacing(
                "NUM_THREADS (environment): found 'many', expected a whole number from 0 on.", with: "…")
        }
    }

    @Test("name all problems at once, each with its source")
    func together() throws {
        #expect(
            try message(["batch-size": "0"], dotEnv: "# mine\nLEARNING_RATE=fast\n", required: ["INIT_MODEL_PATH"])
                == """
                INIT_MODEL_PATH is not set: expected a folder or USER/NAME[@REVISION] on the Hub, as --init-model-path, in the environment or in .env.
                BATCH_SIZE (flag --batch-size): found '0', expected a whole number from 1 on.
                LEARNING_RATE (.env:2): found 'fast', expected a number above 0.
                …
                """)
    }

    @Test(
        "say what a value should be",
        arguments: [
            ("weight-decay", "-1", "a number from 0 on"),
            ("sub-talker-loss-weight", "-0.3", "a number from 0 on"),
            ("learning-rate", "nan", "a number above 0"),
            ("speaker-balance", "1.5", "a number from 0 to 1"),
            ("adam-beta1", "1", "a number from 0 to below 1"),
            ("warmup-steps", "120%", "a whole number from 0 on, or a share such as 5%"),
            ("device", "cuda:-1", "'auto', 'cpu', 'cuda' or 'cuda:N'"),
            ("mixed-precision", "fp16", "'no' or 'bf16'"),
            ("resume", "yes", "'auto' or 'never'"),
            ("train-speakers", "a,,b", "names with commas between"),
            ("output-dir", "", "the path of a folder"),
            ("hf-dataset-repo", "voices", "USER/NAME or USER/NAME@REVISION"),
            ("train-data", "", "a folder or USER/NAME[@REVISION] on the Hub"),
            ("shuffle-buffer-size", "0", "a whole number from 1 on"),
            ("max-batch-frames", "-1", "a whole number from 0 on"),
            ("max-bad-share", "5", "a number from 0 to 1"),
            ("data-workers", "-1", "a whole number from 0 on"),
            ("language-for-hausa", "two words", "one word"),
            ("use-streaming-dataset", "perhaps", "'true' or 'false' (or yes, no, on, off, 1, 0)"),
            ("hf-endpoint", "huggingface.co", "an address such as https://huggingface.co"),
            (
                "new-languages", "hausa",
                "NAME=LANGUAGE+LANGUAGE, such as hausa=english+french, with commas between"
            ),
            (
                "new-languages", "hausa=hausa",
                "NAME=LANGUAGE+LANGUAGE, such as hausa=english+french, with commas between"
            ),
            (
                "trainable", "",
                "one or more of talker, text_projection, predictor, embeddings, heads, speaker_rows, text_embedding, with "
                    + "commas between"
            ),
        ])
    func values(flag: String, found: String, expected: String) throws {
        let key = try #require(Settings.key(forFlag: flag))
        let lines = try #require(try message([flag: found])).split(separator: "\n")
        #expect(lines.contains("\(key) (flag --\(flag)): found '\(found)', expected \(expected)."))
    }

    @Test(
        "name the choice that was meant",
        arguments: [
            ("mixed-precision", "bf1", "'no' or 'bf16'", "bf16"),
            ("device", "cudo", "'auto', 'cpu', 'cuda' or 'cuda:N'", "cuda"),
            ("hf-hub-offline", "flase", "'true' or 'false' (or yes, no, on, off, 1, 0)", "false"),
            (
                "trainable", "heads, talkr",
                "one or more of talker, text_projection, predictor, embeddings, heads, speaker_rows, text_embedding, with "
                    + "commas between", "talker"
            ),
        ])
    func choices(flag: String, found: String, expected: String, nearest: String) throws {
        let key = try #require(Settings.key(forFlag: flag))
        let lines = try #require(try message([flag: found])).split(separator: "\n")
        #expect(
            lines.contains(
                "\(key) (flag --\(flag)): found '\(found)', expected \(expected); did you mean '\(nearest)'?"))
    }

    @Test("show what cannot be seen")
    func invisible() throws {
        let lines = try #require(try message(["hf-endpoint": "http://a\u{200B}b\r", "seed": "4\u{A0}2"]))
        #expect(
            lines.hasSuffix(
                """
                SEED (flag --seed): found '4<U+00A0>2', expected a whole number from 0 on.
                HF_ENDPOINT (flag --hf-endpoint): found 'http://a<U+200B>b<U+000D>', expected an address such as https://huggingface.co.
                """))
    }

    @Test(
        "say what contradicts what",
        arguments: [
            (
                ["warmup-steps": "40", "max-steps": "30"],
                "WARMUP_STEPS (flag --warmup-steps): found 40, expected at most MAX_STEPS, which is 30."
            ),
            (["num-epochs": "0"], "NUM_EPOCHS and MAX_STEPS are both 0: expected one of them above 0."),
            (["seed": "1", "--seed": "2"], "--seed is given more than once: leave all but one out."),
            (["lerning-rate": "1"], "There is no flag --lerning-rate; did you mean --learning-rate?"),
            (["zzz": "1"], "There is no flag --zzz."),
            (["use-wandb": "1"], "--use-wandb is known, but this version does not use it: leave it out."),
        ])
    func contradictions(flags: [String: String], expected: String) throws {
        #expect(try #require(try message(flags)).split(separator: "\n").contains(expected[...]))
    }

    @Test("name lines that are no settings, but never their text")
    func malformedLines() throws {
        #expect(
            try message([:], dotEnv: "hf_secret\nSEED='1\nSEED=1")
                == """
                .env:1: expected KEY=VALUE, with a closing quote if the value starts with one.
                .env:2: expected KEY=VALUE, with a closing quote if the value starts with one.
                """)
    }

    @Test("say that the file cannot be read")
    func unreadable() {
        #expect(
            throws: SettingsError.unreadableFile("/nowhere/.env", reason: "No such file or directory")
        ) { try DotEnvFile(contentsOf: URL(filePath: "/nowhere/.env")) }
        #expect(
            SettingsError.unreadableFile(".env", reason: "No such file.").description
                == "The settings in '.env' cannot be read: No such file.")
    }

    @Test("take an empty device or a pipe for a file, and refuse what is not text")
    func odd() throws {
        #expect(try DotEnvFile(contentsOf: URL(filePath: "/dev/null")).entries == [])
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).env")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data([0x53, 0xFF, 0x3D]).write(to: file)
        #expect(throws: SettingsError.unreadableFile(file.path, reason: "it is not text in UTF-8")) {
            try DotEnvFile(contentsOf: file)
        }
    }

    @Test("warn of what has no effect, and never show a value")
    func warnings() throws {
        let file = try DotEnvFile(
            text: "HF_TOKEN=hf_secret\nWANDB_API_KEY=secret\nLEARNIG_RATE=1\nSEED=1\nQQQ=2\nSEED=2", path: ".env")
        let (settings, warnings) = try Settings.load(
            flags: [:], environment: ["HF_TOKEN": "hf_secret"], dotEnv: file)
        #expect(settings.seed == 2)
        #expect(
            warnings.map(\.description) == [
                "WANDB_API_KEY (.env:2) is known, but this version does not use it.",
                "LEARNIG_RATE (.env:3) is no setting; did you mean LEARNING_RATE?",
                "QQQ (.env:5) is no setting.",
                "SEED (.env:6) was set before, on line 4, which has no effect.",
            ])
    }
}
