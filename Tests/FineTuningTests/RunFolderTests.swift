import Files
import Foundation
import ModelFixtures
import TestSupport
import Testing
import Torch
import TrainingSettings

@testable import FineTuning

@Suite("Whose a run's folder is")
struct RunFolderTests {
    private func names(_ settings: Settings) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: settings.outputDirectory).sorted()
    }

    @Test("A folder with checkpoints that nothing can go on from starts no new run, and is left as it is")
    func nothingToGoOnFrom() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 2)
        for name in ["checkpoint-000700", "checkpoint-000900"] {
            try FileManager.default.createDirectory(
                at: dataset.folder.file("run/\(name)"), withIntermediateDirectories: true)
        }
        let log = dataset.folder.file("run/log.jsonl")
        try Data("old\n".utf8).write(to: log)
        #expect(
            message(settings, in: dataset)
                == "'DIR/run' holds checkpoints of an earlier run, the newest of them 'checkpoint-000900', and none has the training "
                + "state to go on from. Choose another OUTPUT_DIR for a new run; INIT_MODEL_PATH=DIR/run/checkpoint-000900 begins it "
                + "with that model.")
        settings.resume = .never
        #expect(
            message(settings, in: dataset)
                == "'DIR/run' holds an earlier run. Set RESUME=auto to go on with it, or choose another OUTPUT_DIR.")
        #expect(try names(settings) == [".lock", "checkpoint-000700", "checkpoint-000900", "log.jsonl"])
        #expect(try String(contentsOf: log, encoding: .utf8) == "old\n")
    }

    @Test("Checkpoints of later steps than a run has reached are not its own to remove")
    func laterCheckpoints() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 3)
        settings.saveSteps = 1
        settings.saveTotalLimit = 1
        _ = try TestRun(settings, stopAfter: 1)
        let later = dataset.folder.file("run/checkpoint-000900")
        try FileManager.default.createDirectory(at: later, withIntermediateDirectories: true)
        let run = try TestRun(settings)
        #expect(run.outcome?.isComplete == true)
        #expect(FileManager.default.fileExists(atPath: later.path))
        let last = dataset.folder.file("run/last").resolvingSymlinksInPath()
        #expect(FileManager.default.fileExists(atPath: last.appending(path: "training_state/state.json").path))
    }

    @Test("Two processes do not train into one folder")
    func locked() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 1)
        let lock = try RunFolder(url: URL(filePath: settings.outputDirectory)).lock()
        #expect(
            message(settings, in: dataset)
                == "Another process (\(ProcessInfo.processInfo.processIdentifier)) trains into 'DIR/run'. Wait until it has ended, or "
                + "choose another OUTPUT_DIR.")
        withExtendedLifetime(lock) {}
    }

    @Test("A state of another run is not gone on from")
    func otherRun() throws {
        let dataset = try TinyDataset()
        let (first, second) = (dataset.settings(steps: 2), dataset.settings(steps: 2, output: "second"))
        _ = try TestRun(first, stopAfter: 1)
        _ = try TestRun(second, stopAfter: 1)
        let identity = dataset.folder.file("run/run.json")
        try FileManager.default.removeItem(at: identity)
        try FileManager.default.copyItem(at: dataset.folder.file("second/run.json"), to: identity)
        #expect(
            message(first, in: dataset).hasPrefix(
                "'DIR/run' holds checkpoints of several runs: its run.json is of one that "))
        // Without the file, the state says whose it is.
        try FileManager.default.removeItem(at: identity)
        #expect(try TestRun(first).outcome?.isComplete == true)
        #expect(FileManager.default.fileExists(atPath: identity.path))
    }

    @Test("What a killed save has left is removed by the next start")
    func leftovers() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 2)
        _ = try TestRun(settings, stopAfter: 1)
        for name in [".checkpoint-000002.4711.partial", ".checkpoint-000002.0A1B2C3D.partial"] {
            let folder = dataset.folder.file("run/\(name)/speech_tokenizer")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        _ = try TestRun(settings)
        #expect(try names(settings).filter { $0.hasPrefix(".") } == [".lock"])
    }

    @Test("A state of another version of the program is named as such")
    func otherFormat() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 2)
        _ = try TestRun(settings)
        let file = dataset.folder.file("run/checkpoint-000002/training_state/state.json")
        let state = try String(contentsOf: file, encoding: .utf8)
        try Data(state.replacing("\"format\" : 2", with: "\"format\" : 1").utf8).write(to: file)
        #expect(
            message(settings, in: dataset).contains(
                "cannot be used: it has the format 1, and this version writes and reads 2. Choose another OUTPUT_DIR for a new run"
            ))
    }

    // MARK: The model that a run began with

    @Test("A run goes on with the same model at another place, and not with another at the same place")
    func model() throws {
        let folder = try TemporaryFolder()
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 3)
        _ = try TestRun(settings, stopAfter: 1)
        settings.initModelPath = try TinyCheckpoint.base.copy(to: folder.url).path
        _ = try TestRun(settings, stopAfter: 2)
        let weights = URL(filePath: try #require(settings.initModelPath)).appending(path: "model.safetensors")
        let file = try SafetensorsFile(weights)
        let changed = try file.names.map { (name: $0, tensor: try file.tensor($0).clone()) }
        try #require(changed.first { $0.name == "talker.model.norm.weight" }).tensor.select(0, 0).fill(0.5)
        try FileManager.default.removeItem(at: weights)
        try SafetensorsWriter.write(changed, to: weights)
        let text = message(settings, in: dataset)
        #expect(text.contains("\n  the model in INIT_MODEL_PATH was one with the fingerprint "), "\(text)")
    }

    @Test(
        "A run goes on although the processor makes other vectors of the same recordings, with those that it began with"
    )
    func vectors() throws {
        let dataset = try TinyDataset()
        let settings = dataset.settings(steps: 3)
        let whole = try TestRun(dataset.settings(steps: 3, output: "whole"))
        let stopped = try TestRun(settings, stopAfter: 1)
        // As if the vectors in the state had been made elsewhere: the run goes on with the state's.
        let state = dataset.folder.file("run/last/training_state/parameters.safetensors").resolvingSymlinksInPath()
        let file = try SafetensorsFile(state)
        let tensors = try file.names.map { (name: $0, tensor: try file.tensor($0).clone()) }
        let before: [Float] = try #require(tensors.first { $0.name == "speaker_rows" }).tensor.array()
        try SafetensorsWriter.write(tensors, to: state)
        let resumed = try TestRun(settings)
        #expect(stopped.losses + resumed.losses == whole.losses)
        let after = try SafetensorsFile(
            dataset.folder.file("run/last/training_state/parameters.safetensors").resolvingSymlinksInPath())
        #expect(try after.tensor("speaker_rows").array() == before)
        // Another recording is other data.
        try FileManager.default.copyItem(
            at: dataset.folder.file("prepared/voices/bo.wav"), to: dataset.folder.file("other.wav"))
        try FileManager.default.removeItem(at: dataset.folder.file("prepared/voices/bo.wav"))
        try FileManager.default.copyItem(
            at: dataset.folder.file("prepared/voices/amina.wav"), to: dataset.folder.file("prepared/voices/bo.wav"))
        #expect(message(settings, in: dataset).contains("\n  the prepared data was that with the fingerprint "))
    }

    // MARK: Errors on the way

    private struct Trouble: Error {}

    @Test("What fails between two steps loses nothing: it is saved, and the run goes on from there")
    func failure() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 4)
        settings.evaluationSteps = 100
        settings.saveSteps = 100
        let whole = try TestRun(dataset.settings(steps: 4, output: "whole"))
        var saved: [URL] = []
        let observer = EventRecorder { event in
            if case .saved(let url) = event { saved.append(url) }
            if case .step(let entry, _) = event, entry.step == 3 { throw Trouble() }
        }
        #expect(throws: Trouble.self) { try FineTuningRun(settings, observers: [observer]).run() }
        #expect(saved.map(\.lastPathComponent) == ["checkpoint-000003"])
        #expect(try TestRun(settings).losses == Array(whole.losses.suffix(1)))
    }

    @Test("After a divergence nothing is saved, and the clips are named")
    func divergence() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 6)
        settings.learningRate = 1e30
        settings.maxGradientNorm = 1e30
        settings.evaluationSteps = 100
        settings.warmup = .steps(0)
        let text = message(settings, in: dataset)
        #expect(text.contains("Lower LEARNING_RATE, or look for broken recordings among its clips: 0000"), "\(text)")
        #expect(try names(settings).filter { $0.hasPrefix("checkpoint") } == [])
    }
}

@Suite("The plan of a run")
struct RunPlanTests {
    private func settings(_ warmup: Warmup?, steps: Int = 0, epochs: Int = 2) -> Settings {
        var settings = Settings()
        settings.warmup = warmup
        settings.maxSteps = steps
        settings.epochs = epochs
        return settings
    }

    @Test(
        "A warm-up is a tenth of a short run, however its length was given, and the user is told",
        arguments: [(26, 2), (499, 49), (500, 50), (5000, 50), (1, 0)])
    func shortRuns(total: Int, warmup: Int) throws {
        for settings in [settings(nil, steps: total), settings(nil, epochs: 1)] {
            let plan = try settings.plan(stepCount: { _ in total })
            #expect(plan.totalSteps == total)
            #expect(plan.schedule.warmupSteps == warmup)
            #expect(
                plan.notes
                    == (warmup < 50
                        ? [
                            "the learning rate rises over \(warmup) updates, a tenth of the run, in place of 50; WARMUP_STEPS sets another "
                                + "number"
                        ] : []))
        }
    }

    @Test("A warm-up that was set is as it was set, and never longer than the run")
    func explicit() throws {
        #expect(try settings(.steps(20), steps: 26).plan(stepCount: { _ in 9 }).schedule.warmupSteps == 20)
        #expect(try settings(.fraction(0.5), epochs: 2).plan(stepCount: { _ in 13 }).schedule.warmupSteps == 13)
        #expect(throws: TrainingError.warmupExceedsRun(warmup: 27, total: 26)) {
            try settings(.steps(27), epochs: 2).plan(stepCount: { _ in 13 })
        }
    }
}
