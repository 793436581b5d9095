import FineTuning
import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch
import TrainingSettings

@Suite("Resuming")
struct ResumeTests {
    /// The numbers of a log entry, which do not depend on the time.
    private func course(_ log: [LogEntry]) -> [[Double]] {
        log.map {
            [
                Double($0.step), Double($0.epoch), $0.loss, $0.losses.main, $0.losses.sub, $0.learningRate ?? 0,
                $0.gradientNorm ?? 0,
            ]
        }
    }

    /// The files of a run's last checkpoint, and the log.
    private func result(_ settings: Settings) throws -> (files: [String: Data], log: [LogEntry]) {
        let folder = URL(filePath: settings.outputDirectory)
        let last = folder.appending(path: "last").resolvingSymlinksInPath()
        var files: [String: Data] = [:]
        for name in ["model.safetensors", "config.json"]
            + ["parameters.safetensors", "optimizer.safetensors", "state.json"].map({ "training_state/\($0)" })
        {
            files[name] = try Data(contentsOf: last.appending(path: name))
            if name.hasSuffix("state.json") {
                // Each run has a number of its own.
                let text = String(decoding: files[name] ?? Data(), as: UTF8.self)
                files[name] = Data(text.replacing(/"run" : \{[^}]*\},/, with: "").utf8)
            }
        }
        return (files, try RunLog.read(folder.appending(path: "log.jsonl")))
    }

    /// Where a run is stopped: after a step, and so many questions later.
    ///
    /// A step asks before each of its two micro-batches (the second of an epoch has one), a validation before its one
    /// batch, and validations come after the steps 2, 4 and 6.
    static let stops: [(step: Int, questions: Int)] = [(3, 0), (2, 0), (4, 1), (4, 2), (1, 0), (0, 0)]

    @Test("A run that was stopped goes on as if it had not been, bit for bit", arguments: stops)
    func bitForBit(stop: (step: Int, questions: Int)) throws {
        let dataset = try TinyDataset()
        func settings(_ output: String) -> Settings {
            var settings = dataset.settings(steps: 6, output: output)
            settings.trainable.insert(.speakerRows)
            // So that nothing but steps and validations asks whether to stop.
            settings.dataWorkers = 0
            return settings
        }
        let whole = try TestRun(settings("whole"))
        let stopped = try TestRun(settings("parts"), stopAfter: stop.step, questions: stop.questions)
        #expect(stopped.outcome?.isComplete == false)
        let resumed = try TestRun(settings("parts"))
        #expect(resumed.outcome?.isComplete == true)
        #expect(stopped.losses + resumed.losses == whole.losses)

        let (expected, found) = (try result(settings("whole")), try result(settings("parts")))
        for (name, content) in expected.files { #expect(found.files[name] == content, "\(name)") }
        #expect(course(found.log) == course(expected.log))
        let names = try FileManager.default.contentsOfDirectory(atPath: settings("parts").outputDirectory)
        #expect(names.allSatisfy { !$0.hasPrefix(".") || $0 == ".lock" })
    }

    @Test("The same with all threads, and in bf16", arguments: MixedPrecision.allCases)
    func bitForBitWithThreads(precision: MixedPrecision) throws {
        let dataset = try TinyDataset()
        func losses(_ output: String, stopAfter: Int? = nil) throws -> [Double] {
            var settings = dataset.settings(steps: 5, output: output)
            settings.threads = 0
            settings.mixedPrecision = precision
            Runtime.threadCount = ProcessInfo.processInfo.activeProcessorCount
            return try TestRun(settings, stopAfter: stopAfter).losses
        }
        let whole = try losses("whole")
        #expect(try losses("parts", stopAfter: 3) + losses("parts") == whole)
    }

    @Test("Entries of steps that were lost do not stay in the log")
    func lostSteps() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 4)
        _ = try TestRun(settings, stopAfter: 2)
        // As a process leaves it that was killed in step 4, in the middle of a line.
        let log = URL(filePath: settings.outputDirectory).appending(path: "log.jsonl")
        var text = try String(contentsOf: log, encoding: .utf8)
        let third = try #require(text.split(separator: "\n").first).replacing(#""step":1"#, with: #""step":3"#)
        text += third + "\n" + third.prefix(20)
        try text.write(to: log, atomically: true, encoding: .utf8)
        _ = try TestRun(settings)
        let entries = try RunLog.read(log)
        #expect(entries.filter { $0.kind == .train }.map(\.step) == [1, 2, 3, 4])
        #expect(entries.filter { $0.kind == .validation }.map(\.step) == [2, 4])
    }

    @Test("A run that is complete is not trained any further")
    func complete() throws {
        let dataset = try TinyDataset()
        _ = try TestRun(dataset.settings(steps: 2))
        let run = try TestRun(dataset.settings(steps: 2))
        #expect(run.steps.isEmpty)
        #expect(run.outcome?.isComplete == true)
        #expect(run.outcome?.last?.lastPathComponent == "checkpoint-000002")
    }

    @Test("Other settings or data would not continue the run, and are listed")
    func changedSettings() throws {
        let dataset = try TinyDataset()
        _ = try TestRun(dataset.settings(steps: 2))
        var settings = dataset.settings(steps: 3)
        settings.learningRate = 2e-3
        settings.trainable = [.talker]
        settings.warmup = .fraction(0.05)
        #expect(
            message(settings, in: dataset) == """
                The run in 'DIR/run/checkpoint-000002' was started with other settings, so going on would not continue it:
                  LEARNING_RATE was 0.001 and is now 0.002
                  MAX_STEPS was 2 and is now 3
                  TRAINABLE was talker,text_projection,predictor,embeddings,heads and is now talker
                  WARMUP_STEPS was 2 and is now 5.0%
                Use the same settings, or another OUTPUT_DIR for a new run.
                """)
        var fewer = dataset.settings(steps: 2)
        fewer.trainSpeakers = ["amina"]
        #expect(message(fewer, in: dataset).contains("\n  the prepared data was "))
    }

    @Test("RESUME=never does not touch an earlier run")
    func never() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 2)
        settings.resume = .never
        _ = try TestRun(settings)
        let before = try result(settings)
        #expect(
            message(settings, in: dataset)
                == "'DIR/run' holds an earlier run. Set RESUME=auto to go on with it, or choose another OUTPUT_DIR.")
        #expect(try result(settings).files == before.files)
    }

    @Test("A state that cannot be read is named")
    func brokenState() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 2)
        _ = try TestRun(settings)
        let state = dataset.folder.file("run/checkpoint-000002/training_state/state.json")
        try Data("{".utf8).write(to: state)
        #expect(
            message(settings, in: dataset)
                == "The training state in 'DIR/run/checkpoint-000002/training_state' cannot be used: state.json does not parse. Choose "
                + "another OUTPUT_DIR for a new run; INIT_MODEL_PATH=DIR/run/checkpoint-000002 begins it with that model."
        )
    }

    @Test("A state that is cut off, or of other parameters, is not trained on")
    func damagedState() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 2)
        _ = try TestRun(settings)
        let state = dataset.folder.file("run/checkpoint-000002/training_state")
        let moments = state.appending(path: "optimizer.safetensors")
        let content = try Data(contentsOf: moments)
        try content.dropLast(4).write(to: moments)
        #expect(message(settings, in: dataset).contains("/optimizer.safetensors' is cut off: its header describes "))
        try content.write(to: moments)
        try SafetensorsWriter.write(
            [(name: "other", tensor: .zeros([1]))], to: state.appending(path: "parameters.safetensors"))
        #expect(
            message(settings, in: dataset)
                == "The training state in 'DIR/run/checkpoint-000002/training_state' cannot be used: it belongs to other parameters. "
                + "Choose another OUTPUT_DIR for a new run; INIT_MODEL_PATH=DIR/run/checkpoint-000002 begins it with that model."
        )
    }

    // MARK: Which checkpoints stay

    private func checkpoints(_ settings: Settings) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: settings.outputDirectory).filter {
            $0.hasPrefix("checkpoint")
        }
        .sorted()
    }

    @Test("The newest checkpoints and the best one stay; the newest alone has its training state")
    func pruning() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 6)
        settings.saveSteps = 1
        settings.evaluationSteps = 1
        settings.saveTotalLimit = 2
        // The rate is so high that the loss soon rises.
        settings.learningRate = 0.3
        let run = try TestRun(settings)
        let best = try #require(run.validations.filter(\.isBest).last).entry.step
        #expect(run.saved.count == 6)
        let kept = Set([best, 5, 6]).sorted().map { "checkpoint-00000\($0)" }
        #expect(try checkpoints(settings) == kept)
        for name in kept {
            let state = dataset.folder.file("run/\(name)/training_state")
            #expect(FileManager.default.fileExists(atPath: state.path) == (name == "checkpoint-000006"))
            _ = try Checkpoint(dataset.folder.file("run/\(name)")).loadModel()
        }
    }

    @Test("The best validation has a checkpoint, even where none was due")
    func bestIsSaved() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 5)
        settings.saveSteps = 5
        settings.evaluationSteps = 1
        settings.saveTotalLimit = 1
        settings.learningRate = 0.1
        let run = try TestRun(settings)
        let best = try #require(run.outcome?.best)
        #expect(FileManager.default.fileExists(atPath: best.appending(path: "config.json").path))
        let link = dataset.folder.file("run/best").resolvingSymlinksInPath()
        #expect(link.lastPathComponent == best.lastPathComponent)
        #expect(try Checkpoint(link).configuration.type == "custom_voice")
    }

    @Test("Without a validation, the best checkpoint is the newest")
    func bestWithoutValidation() throws {
        let dataset = try TinyDataset()
        for speaker in ["amina", "bo"] {
            try FileManager.default.removeItem(
                at: dataset.folder.file("prepared/\(speaker)/validation-00000-of-00001.parquet"))
        }
        let run = try TestRun(dataset.settings(steps: 2))
        #expect(run.outcome?.best == nil)
        let link = dataset.folder.file("run/best").resolvingSymlinksInPath()
        #expect(link.lastPathComponent == "checkpoint-000002")
    }
}
