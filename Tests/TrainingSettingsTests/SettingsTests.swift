import Foundation
import Testing

@testable import TrainingSettings

@Suite("Settings")
struct SettingsTests {
    private let environment = ["HOME": "/home/amina"]

    @Test("take the flag first, then the environment, then .env, then the default")
    func precedence() throws {
        let file = try DotEnvFile(text: "SEED=1\nNUM_EPOCHS=2\nBATCH_SIZE=3", path: ".env")
        let variables = environment.merging(["SEED": "4", "NUM_EPOCHS": "5", "BATCH_SIZE": "", "PATH": "/bin"]) { $1 }
        let (settings, warnings) = try Settings.load(flags: ["--seed": "6"], environment: variables, dotEnv: file)
        #expect(settings.seed == 6)
        #expect(settings.epochs == 5)
        #expect(settings.batchSize == 3)
        #expect(settings.learningRate == 1e-5)
        #expect(warnings.isEmpty)
    }

    @Test("let the specific batch size win over the general one")
    func batchSizes() throws {
        let settings = try Settings.load(
            flags: ["batch-size": "4", "validation_batch_size": "9"], environment: environment
        ).settings
        #expect(settings.effectiveTrainBatchSize == 4)
        #expect(settings.effectiveValidationBatchSize == 9)
    }

    @Test("read every kind of value")
    func kinds() throws {
        let settings = try Settings.load(
            flags: [
                "warmup-steps": "5%", "device": "cuda:1", "mixed-precision": "bf16", "trainable": "heads, talker",
                "new-languages": "Hausa=english+french,yoruba=english", "train-speakers": "Amina, Ibrahim",
                "resume": "never", "init-model-path": "~/model", "learning-rate": "2e-6",
            ], environment: environment
        ).settings
        #expect(settings.warmup == .fraction(0.05))
        #expect(settings.warmup?.steps(of: 200) == 10)
        #expect(settings.device == .cuda(1))
        #expect(settings.mixedPrecision == .bf16)
        #expect(settings.trainable == [.heads, .talker])
        #expect(
            settings.newLanguages == [
                NewLanguage(name: "hausa", sources: ["english", "french"]),
                NewLanguage(name: "yoruba", sources: ["english"]),
            ])
        #expect(settings.trainSpeakers == ["amina", "ibrahim"])
        #expect(settings.resume == .never)
        #expect(settings.initModelPath?.hasPrefix("~") == false)
        #expect(settings.learningRate == 2e-6)
    }

    @Test("take a truth in every usual word", arguments: ["true", "TRUE", "yes", "on", "1"])
    func truths(word: String) throws {
        let settings = try Settings.load(
            flags: ["use-streaming-dataset": word, "hf-hub-offline": word], environment: environment
        ).settings
        #expect(settings.isStreaming && settings.hub.isOffline == true)
    }

    @Test("take an untruth in every usual word", arguments: ["false", "False", "no", "off", "0"])
    func untruths(word: String) throws {
        let settings = try Settings.load(
            flags: ["use-streaming-dataset": word, "hf-hub-offline": word], environment: environment
        ).settings
        #expect(!settings.isStreaming && settings.hub.isOffline == false)
    }

    @Test("leave out what copying brings along at the ends of a value")
    func ends() throws {
        let variables = ["HF_ENDPOINT": "\u{FEFF}http://h\r", "SEED": "\u{A0}4\u{200B}\n", "HF_HOME": "\r\n"]
        let settings = try Settings.load(flags: [:], environment: variables).settings
        #expect(settings.hub.endpoint == "http://h" && settings.seed == 4 && settings.hub.home == nil)
    }

    @Test("name the dataset: TRAIN_DATA, else HF_DATASET_REPO, else the folder that preparing writes to")
    func dataset() throws {
        func named(_ flags: [String: String]) throws -> String {
            try Settings.load(flags: flags, environment: environment).settings.dataset
        }
        #expect(try named([:]) == "prepared")
        #expect(try named(["hf-dataset-repo": "amina/voices@v2"]) == "amina/voices@v2")
        #expect(try named(["hf-dataset-repo": "amina/voices", "train-data": "data"]) == "data")
        #expect(try named(["train-data": "amina/voices"]) == "amina/voices")
    }

    @Test("read what decides how the dataset is read")
    func reading() throws {
        let settings = try Settings.load(
            flags: [
                "use-streaming-dataset": "True", "shuffle-buffer-size": "50", "max-batch-frames": "4000",
                "language-for-hausa": "English", "data-workers": "0", "max-bad-share": "0.5", "tokenizer-path": "t",
            ], environment: environment
        ).settings
        #expect(settings.isStreaming && settings.shuffleBufferSize == 50 && settings.maximumBatchFrames == 4000)
        #expect(settings.languageForHausa == "english" && settings.dataWorkers == 0)
        #expect(settings.maximumBadShare == 0.5 && settings.tokenizerPath == "t")
    }

    @Test("keep the cache where the desktop's convention says")
    func cache() throws {
        #expect(
            try Settings.load(flags: [:], environment: environment).settings.cacheDirectory
                == "/home/amina/.cache/qwen3-tts")
        #expect(
            try Settings.load(flags: [:], environment: ["XDG_CACHE_HOME": "/var/c"]).settings.cacheDirectory
                == "/var/c/qwen3-tts")
    }

    @Test("say what a run's course depends on, and not where it lies, who asks or how fast it is")
    func course() throws {
        let course = Settings.courseDefaults
        #expect(course["LEARNING_RATE"] == "1e-5" && course["WARMUP_STEPS"] == "" && course["TRAIN_BATCH_SIZE"] == "2")
        for key in ["OUTPUT_DIR", "DEVICE", "NUM_THREADS", "SAVE_STEPS", "HF_TOKEN", "INIT_MODEL_PATH", "BATCH_SIZE"] {
            #expect(course[key] == nil, "\(key)")
        }
        let flags = ["batch-size": "5", "output-dir": "o", "device": "cpu", "warmup-steps": "7"]
        let settings = try Settings.load(flags: flags, environment: environment).settings
        let changed = settings.courseSettings.filter { course[$0.key] != $0.value }
        #expect(changed == ["TRAIN_BATCH_SIZE": "5", "WARMUP_STEPS": "7"])
    }

    @Test("find the setting of a flag in both spellings")
    func flags() {
        #expect(Settings.key(forFlag: "--learning-rate") == "LEARNING_RATE")
        #expect(Settings.key(forFlag: "--learning_rate") == "LEARNING_RATE")
        #expect(Settings.key(forFlag: "learning") == nil)
    }

    @Test("have one row each in the table, with a default that reads back as itself")
    func table() {
        #expect(Set(Settings.descriptors.map(\.key)).count == Settings.descriptors.count)
        for setting in Settings.descriptors where !setting.defaultText.isEmpty {
            var settings = Settings()
            #expect(setting.set(setting.defaultText, &settings), "\(setting.key)")
            #expect(settings == Settings(), "\(setting.key)")
        }
        for setting in Settings.descriptors where setting.defaultText.isEmpty {
            #expect(setting.absence != nil, "\(setting.key)")
        }
        #expect(Settings.descriptors.allSatisfy { !UnusedKeys.contains($0.key) })
    }

    /// `swift test --filter exampleFile` with `UPDATE_EXAMPLE_FILE=1` writes the file anew, after a setting was added or changed.
    @Test("are all documented in .env.training.example, with their defaults")
    func exampleFile() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = root.appending(path: ".env.training.example")
        if ProcessInfo.processInfo.environment["UPDATE_EXAMPLE_FILE"] == "1" {
            try Data(Settings.exampleFile.utf8).write(to: url)
        }
        let text = try String(contentsOf: url, encoding: .utf8)
        #expect(text == Settings.exampleFile)

        let uncommented = text.replacing(/(?m)^#([A-Z])/) { $0.output.1 }
        let file = try DotEnvFile(text: uncommented, path: ".env")
        #expect(file.entries.map(\.key) == Settings.descriptors.map(\.key))
        let (settings, warnings) = try Settings.load(flags: [:], environment: environment, dotEnv: file)
        #expect(warnings.isEmpty)
        #expect(settings == (try Settings.load(flags: [:], environment: environment).settings))
    }
}
