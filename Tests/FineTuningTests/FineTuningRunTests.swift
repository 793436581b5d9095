import FineTuning
import Foundation
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import TestSupport
import Testing
import Tokenization
import Torch
import TrainingSettings

@Suite("Fine-tuning run")
struct FineTuningRunTests {
    /// How a golden run computes, in which file its losses are, and how near others must come.
    static let golden: [(precision: MixedPrecision, threads: Int, file: String, tolerance: Double)] = [
        (.no, 1, "golden-losses", 1e-5), (.no, 0, "golden-losses", 1e-5), (.bf16, 1, "golden-losses-bf16", 5e-3),
    ]

    /// `swift test --filter goldenLosses` with `UPDATE_GOLDEN_LOSSES=1` writes the files anew, after a change that is meant
    /// to change the course of training.
    @Test("The losses of ten steps are the golden ones, with one thread, with all, and in bf16", arguments: golden)
    func goldenLosses(
        precision: MixedPrecision, threads: Int, file name: String, tolerance: Double
    ) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).json")
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 10)
        settings.mixedPrecision = precision
        settings.threads = threads
        Runtime.threadCount = ProcessInfo.processInfo.activeProcessorCount
        let run = try TestRun(settings)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN_LOSSES"] == "1" {
            try JSONEncoder().encode(run.losses).write(to: file)
        }
        let golden = try JSONDecoder().decode([Double].self, from: Data(contentsOf: file))
        #expect(run.losses.count == 10)
        for (found, expected) in zip(run.losses, golden) { expectClose(found, expected, tolerance) }
        #expect(run.losses[9] < run.losses[0])
    }

    @Test("A run says what it does, logs every step, and leaves best and last")
    func course() throws {
        let dataset = try TinyDataset()
        let run = try TestRun(dataset.settings(steps: 6))
        let outcome = try #require(run.outcome)
        // Six clips in micro-batches of two, two of which make a step: 2 + 1 per epoch.
        #expect(run.events.contains(.started(step: 0, totalSteps: 6, epochs: 3)))
        #expect(run.steps.map(\.step) == [1, 2, 3, 4, 5, 6])
        #expect(run.steps.map(\.epoch) == [0, 0, 1, 1, 2, 2])
        let schedule = Schedule(peak: 1e-3, warmupSteps: 2, totalSteps: 6, floor: 0.1)
        #expect(run.steps.map(\.learningRate) == (0..<6).map { schedule.rate(at: $0) })
        #expect(run.validations.map(\.entry.step) == [2, 4, 6])
        #expect(run.saved == ["checkpoint-000002", "checkpoint-000004", "checkpoint-000006"])
        #expect(
            run.notes == [
                "2 speakers, 6 clips (0.0 min) to train on, 2 (0.0 min) to validate",
                "training 0.3 of 0.4 million parameters; speakers: amina (row 1016), bo (row 1017)",
            ])
        let folder = URL(filePath: dataset.settings(steps: 6).outputDirectory)
        let log = try RunLog.read(folder.appending(path: "log.jsonl"))
        #expect(log.filter { $0.kind == .train } == run.steps)
        #expect(log.filter { $0.kind == .validation } == run.validations.map(\.entry))

        #expect(outcome.isComplete && outcome.step == 6)
        #expect(outcome.last?.lastPathComponent == "checkpoint-000006")
        #expect(outcome.firstLoss == run.losses.first && outcome.lastLoss == run.losses.last)
        let best = try #require(run.validations.filter(\.isBest).last).entry.step
        #expect(outcome.best?.lastPathComponent == "checkpoint-00000\(best)")
        #expect(try link(folder, "last") == "checkpoint-000006")
        #expect(try link(folder, "best") == "checkpoint-00000\(best)")
    }

    @Test("Clips that go on from others and instructs are trained, and a run with them resumes to the same losses")
    func inContext() throws {
        let plain = try TinyDataset()
        let dataset = try TinyDataset(instruct: "Speak slowly.")
        func settings(_ dataset: TinyDataset, _ ratio: Double, _ output: String) -> Settings {
            var settings = dataset.settings(steps: 4, output: output)
            settings.inContextRatio = ratio
            settings.gradientAccumulationSteps = 1
            return settings
        }
        let without = try TestRun(settings(plain, 0, "without"))
        let with = try TestRun(settings(plain, 1, "with"))
        let instructed = try TestRun(settings(dataset, 0, "instructed"))
        #expect(with.losses.count == 4 && with.losses.allSatisfy(\.isFinite))
        #expect(with.losses[0] != without.losses[0])
        // What is validated stays the same, so that runs can be compared: without updates, to the last bit. The same clips have an instruct.
        let validated = try [0, 1].map { ratio in
            var settings = settings(plain, ratio, "validated \(ratio)")
            settings.learningRate = 1e-30
            return try TestRun(settings).validations.map(\.entry.losses)
        }
        #expect(validated[0] == validated[1] && !validated[0].isEmpty)
        #expect(instructed.losses != without.losses)
        #expect(instructed.notes[0].hasSuffix("to validate, 2 with an instruct"))

        let stopped = try TestRun(settings(plain, 1, "resumed"), stopAfter: 2)
        let resumed = try TestRun(settings(plain, 1, "resumed"))
        #expect(stopped.losses + resumed.losses == with.losses)
        let other = settings(plain, 0.5, "resumed")
        #expect(message(other, in: plain).contains("IN_CONTEXT_RATIO was 1.0 and is now 0.5"))
    }

    @Test("A model of a size that is never given an instruct is trained without, and the run says so")
    func ignoredInstruct() throws {
        let folder = try TemporaryFolder()
        let checkpoint = try TinyCheckpoint.base.copy(to: folder.url)
        let file = checkpoint.appending(path: "config.json")
        let configuration = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let renamed = configuration.replacing("\"tts_model_size\": \"tiny\"", with: "\"tts_model_size\": \"0b6\"")
        #expect(renamed != configuration)
        try Data(renamed.utf8).write(to: file)
        let dataset = try TinyDataset(TinyCheckpoint(url: checkpoint), instruct: "Speak slowly.")
        let run = try TestRun(dataset.settings(steps: 2))
        #expect(
            run.notes[0].hasSuffix("to validate, 2 with an instruct, which a model of this size is never given"))
        let plain = try TinyDataset()
        #expect(try run.losses == TestRun(plain.settings(steps: 2)).losses)
    }

    @Test("A speaker with one clip goes on from nothing")
    func singleClip() throws {
        let dataset = try TinyDataset(clips: 2)
        var settings = dataset.settings(steps: 2, output: "without")
        let without = try TestRun(settings).losses
        settings.outputDirectory += " in context"
        settings.inContextRatio = 1
        #expect(try TestRun(settings).losses == without)
    }

    private func link(_ folder: URL, _ name: String) throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.appending(path: name).path)
    }

    @Test("The exported checkpoint computes the validation loss that training logged", arguments: [false, true])
    func exported(trainsRows: Bool) throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 2)
        if trainsRows { settings.trainable.insert(.speakerRows) }
        settings.streamingTextRatio = 0
        settings.languageTagRatio = 1
        let run = try TestRun(settings)
        let last = try #require(run.outcome?.last)
        let checkpoint = try Checkpoint(last)
        let loaded = try checkpoint.loadModel()

        // The rows are the vectors of the references, bit for bit, unless they were trained.
        let encoder = try #require(try dataset.tiny.open().loadModel().model.speakerEncoder)
        let state = try SafetensorsFile(last.appending(path: "training_state/parameters.safetensors"))
        for (index, name) in ["amina", "bo"].enumerated() {
            let reference = try dataset.reference(name)
            let vector: [Float] = try encoder.voice(of: [reference]).array()
            let row = try #require(checkpoint.configuration.talker.speakers[name]).index
            let found: [Float] = try loaded.model.talker.codecEmbedding.table.select(0, row).array()
            #expect((found == vector) == !trainsRows, "\(name)")
            if trainsRows { #expect(try found == state.tensor("speaker_rows").select(0, index).array()) }
        }
        #expect(state.names.contains("speaker_rows"))

        // By row now, by vector in training.
        let tokenizer = try checkpoint.loadTokenizer()
        let sequences = try ["amina", "bo"].map { name in
            let clip = try dataset.validationClip(name)
            let talker = checkpoint.configuration.talker
            return Utterance(
                prompt: Prompt(
                    tokens: tokenizer.encode(ChatTemplate.assistant(clip.text)),
                    speaker: .row(try #require(talker.speakers[name]).index),
                    language: talker.languages[clip.language.lowercased()], layout: .wholeText, checkpoint.configuration
                ),
                frames: clip.frames)
        }
        let trainer = Trainer(loaded.model.talker, try optimization(of: loaded.parameters))
        let loss = try #require(try trainer.validate(on: [sequences])).total
        expectClose(loss, try #require(run.validations.last).entry.loss, 1e-6)
    }

    // MARK: Speakers and languages

    @Test("A new language starts as the mean of those it is named after, and is written down")
    func newLanguage() throws {
        let dataset = try TinyDataset(language: "Hausa")
        var settings = dataset.settings(steps: 1)
        settings.newLanguages = [NewLanguage(name: "hausa", sources: ["english", "french"])]
        settings.trainable = [.heads]
        settings.languageTagRatio = 1
        let last = try #require(try TestRun(settings).outcome?.last)
        let checkpoint = try Checkpoint(last)
        #expect(checkpoint.configuration.talker.languages["hausa"] == 94)
        let before = try dataset.tiny.open().loadModel().model.talker.codecEmbedding.table
        let after = try checkpoint.loadModel().model.talker.codecEmbedding.table
        let mean = try before.indexSelect(0, Tensor(indices: [66, 77])).mean(0)
        #expect(try after.select(0, 94).array(of: Float.self) == mean.array(of: Float.self))
        #expect(try after.select(0, 93).array(of: Float.self) == before.select(0, 93).array(of: Float.self))
    }

    @Test("A language without a tag, and a tag that starts from one, are named")
    func unknownLanguages() throws {
        let dataset = try TinyDataset(language: "Hausa")
        let known = "chinese, english, french, german, italian, japanese, korean, portuguese, russian, spanish"
        #expect(
            message(dataset.settings(steps: 1), in: dataset)
                == "The clip '\(TinyDataset.id("bo", 0))' is in 'Hausa', for which the checkpoint has no language tag; it has \(known). Give it "
                + "one, such as NEW_LANGUAGES=hausa=english, or prepare the data with the language Auto.")
        var settings = dataset.settings(steps: 1)
        settings.newLanguages = [NewLanguage(name: "hausa", sources: ["english", "arabic"])]
        #expect(
            message(settings, in: dataset)
                == "NEW_LANGUAGES initialises 'hausa' from 'arabic', for which the checkpoint has no language tag; it has "
                + "\(known).")
    }

    @Test("A language without a tag is named before anything is encoded")
    func unknownLanguageBeforeEncoding() throws {
        let dataset = try TinyDataset(language: "Hausa", hasCodes: false)
        let recorder = EventRecorder()
        let settings = dataset.settings(steps: 1)
        #expect(throws: TrainingError.self) {
            try FineTuningRun(settings, observers: [recorder]).run()
        }
        #expect(!recorder.events.contains { if case .processing = $0 { true } else { false } })
    }

    @Test("A checkpoint without speaker encoder takes no new speakers")
    func noEncoder() throws {
        let dataset = try TinyDataset(.custom, speakers: ["serena", "newcomer"])
        #expect(
            message(dataset.settings(steps: 1), in: dataset).replacing(TinyCheckpoint.custom.url.path, with: "CUSTOM")
                == "The speaker 'newcomer' has no voice vector: the checkpoint 'CUSTOM' has no speaker encoder to make one "
                + "from the reference recording, and no row for that name. Start from a base checkpoint; "
                + "'qwen3-tts export' makes one of this checkpoint.")
    }

    @Test("Its own speakers go on from their rows, and the others stay as they are")
    func oldSpeakers() throws {
        let dataset = try TinyDataset(.custom, speakers: ["serena", "ryan"])
        var settings = dataset.settings(steps: 2)
        settings.weightDecay = 0.5
        settings.trainable.insert(.speakerRows)
        let last = try #require(try TestRun(settings).outcome?.last)
        let before = try dataset.tiny.open()
        let after = try Checkpoint(last)
        #expect(after.configuration.talker.speakers == before.configuration.talker.speakers)
        #expect(after.configuration.talker.dialects == before.configuration.talker.dialects)
        let tables = try [before, after].map { try $0.loadModel().model.talker.codecEmbedding.table }
        for (name, row) in before.configuration.talker.speakers {
            let isSame =
                try tables[0].select(0, row.index).array(of: Float.self)
                == tables[1].select(0, row.index).array(of: Float.self)
            #expect(isSame == !["serena", "ryan"].contains(name), "\(name)")
        }
    }

    @Test("A dialect speaker stays one, and is trained with its dialect's tag")
    func dialectSpeaker() throws {
        let dataset = try TinyDataset(.custom, speakers: ["serena", "eric"])
        var settings = dataset.settings(steps: 2)
        settings.languageTagRatio = 0.5
        let last = try #require(try TestRun(settings).outcome?.last)
        let (before, after) = (try dataset.tiny.open(), try Checkpoint(last))
        #expect(after.configuration.talker.dialects == before.configuration.talker.dialects)
        #expect(after.configuration.talker.dialects["eric"]?.language == "sichuan_dialect")
        let tables = try [before, after].map { try $0.loadModel().model.talker.codecEmbedding.table }
        let talker = before.configuration.talker
        func isTrained(_ language: String) throws -> Bool {
            let row = try #require(talker.languages[language])
            return try tables[0].select(0, row).array(of: Float.self) != tables[1].select(0, row).array(of: Float.self)
        }
        #expect(try isTrained("sichuan_dialect"))
        #expect(try !isTrained("chinese") && !isTrained("beijing_dialect"))
    }

    @Test(
        "A new language that nothing trains, and one that is not new, are said",
        arguments: [
            ("TRAINABLE has no 'embeddings'", "hausa", Set([TrainablePart.heads]), 0.5),
            ("LANGUAGE_TAG_RATIO is 0", "hausa", [.embeddings], 0),
            ("no clip to train on is in it", "yoruba", [.embeddings], 0.5), (nil, "hausa", [.embeddings], 0.5),
        ] as [(String?, String, Set<TrainablePart>, Double)])
    func untrainedLanguage(reason: String?, name: String, trainable: Set<TrainablePart>, ratio: Double) throws {
        let dataset = try TinyDataset(language: name == "hausa" ? "Hausa" : "Chinese")
        var settings = dataset.settings(steps: 1)
        settings.newLanguages = [
            NewLanguage(name: name, sources: ["english"]), NewLanguage(name: "french", sources: ["english"]),
        ]
        settings.trainable = trainable
        settings.languageTagRatio = ratio
        let notes = try TestRun(settings).notes.filter { $0.hasPrefix("NEW_LANGUAGES") }
        let known =
            "NEW_LANGUAGES: the checkpoint has a tag for 'french' already (row 77), which goes on from where it is"
        let untrained = reason.map {
            "NEW_LANGUAGES: nothing trains the tag of '\(name)', which stays the mean of those that it starts from: \($0)"
        }
        #expect(notes == [untrained, known].compactMap(\.self))
    }

    @Test("A fine-tuned checkpoint can be fine-tuned again, with the voices that it has")
    func again() throws {
        let dataset = try TinyDataset()
        let first = try #require(try TestRun(dataset.settings(steps: 1)).outcome?.last)
        var settings = dataset.settings(steps: 1, output: "second")
        settings.initModelPath = first.path
        settings.trainSpeakers = ["bo"]
        let second = try Checkpoint(#require(try TestRun(settings).outcome?.last))
        #expect(second.configuration.talker.speakers == ["amina": SpeakerRow(1016), "bo": SpeakerRow(1017)])
    }

    // MARK: What cannot be done

    @Test("A device that is not there is refused")
    func device() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 1)
        settings.device = .cuda(99)
        #expect(
            message(settings, in: dataset)
                == "DEVICE is 'cuda:99', but this libtorch sees \(Runtime.cudaDeviceCount) CUDA devices. Set DEVICE=cpu, or "
                + "set up a CUDA build of libtorch with LIBTORCH.")
    }

    @Test(
        "Every other message is exact",
        arguments: [
            (
                TrainingError.diverged(
                    step: 7, quantity: "norm of the gradient", value: .infinity, clips: (1...9).map { "c\($0)" }),
                "Training stopped before step 7: the norm of the gradient is inf. The model was not changed by that step. "
                    + "Lower LEARNING_RATE, or look for broken recordings among its clips: c1, c2, c3, c4, c5, c6, c7, c8 and 1 others."
            ),
            (
                .diverged(step: 7, quantity: "validation loss", value: .infinity, clips: []),
                "Training stopped before step 7: the validation loss is inf. The model was not changed by that step. "
                    + "Lower LEARNING_RATE, or look for broken recordings among the latest batches."
            ),
            (
                .warmupExceedsRun(warmup: 50, total: 26),
                "WARMUP_STEPS is 50, but the run has 26 updates: the learning rate would never reach LEARNING_RATE. Set "
                    + "fewer, or a share such as 5%."
            ),
            (
                .locked(path: "runs/a", process: 71),
                "Another process (71) trains into 'runs/a'. Wait until it has ended, or choose another OUTPUT_DIR."
            ),
            (
                .otherRun(path: "runs/a", started: Date(timeIntervalSince1970: 0)),
                "'runs/a' holds checkpoints of several runs: its run.json is of one that began at 1970-01-01T00:00:00Z, the newest "
                    + "checkpoint with a training state of another. Move those of one run to another folder."
            ),
            (
                .noInitialModel,
                "INIT_MODEL_PATH is not set: name the folder of the checkpoint to start from, in .env or with "
                    + "--init-model-path."
            ),
            (
                .brokenState(
                    path: "p", checkpoint: "c", reason: "it belongs to other parameters", earlier: "checkpoint-000001"),
                "The training state in 'p' cannot be used: it belongs to other parameters. Remove that checkpoint to go on from "
                    + "'checkpoint-000001', or choose another OUTPUT_DIR for a new run; INIT_MODEL_PATH=c begins it with that model."
            ),
        ])
    func messages(error: TrainingError, text: String) {
        #expect(error.description == text)
    }
}
