import DataFeeding
import Foundation
import NeuralNetwork
import Qwen3TTS
public import SpeechDataset
import Torch
public import TrainingSettings

/// A fine-tuning run from its settings to its last checkpoint.
///
/// Everything that decides the run's course is a function of the settings and the data, so that a run which was
/// interrupted goes on as if it had not been.
public struct FineTuningRun {
    private let settings: Settings
    private let storage: any DatasetStorage
    private let report: (FineTuningEvent) -> Void
    private let shouldStop: () -> Bool

    /// - Parameters:
    ///   - storage: where the dataset lies; the folder that the settings name, unless given.
    ///   - report: is told what happens.
    ///   - shouldStop: asked often; true ends the run after a checkpoint is saved.
    public init(
        _ settings: Settings, dataset storage: (any DatasetStorage)? = nil,
        report: @escaping (FineTuningEvent) -> Void, shouldStop: @escaping () -> Bool = { false }
    ) {
        self.settings = settings
        self.storage = storage ?? LocalDataset(URL(filePath: settings.dataset))
        self.report = report
        self.shouldStop = shouldStop
    }

    /// Trains until the last step, or until it is stopped.
    public func run() throws -> FineTuningOutcome {
        let device = try settings.selectDevice()
        let dtype: DType = settings.mixedPrecision == .bf16 ? .bfloat16 : .float32
        guard let model = settings.initModelPath else { throw TrainingError.noInitialModel }
        let checkpoint = try Checkpoint(URL(filePath: model))
        // Parameters that do not fit show before hours of encoding; mapped, they cost nothing.
        _ = try checkpoint.loadModel(isFrozen: { _ in true })
        let folder = RunFolder(url: URL(filePath: settings.outputDirectory))
        if let obstacle = try CheckpointWriter.obstacle(to: folder.log) {
            throw TrainingError.noOutputFolder(path: folder.url.path, obstacle: obstacle.path)
        }
        let resumed = try resumable(folder)

        let dataset = try PreparedDataset.open(storage).select(speakers: settings.trainSpeakers)
        let encoder = try CodeEncoder(
            settings.tokenizerPath.map { URL(filePath: $0) } ?? checkpoint.speechTokenizer,
            cacheDirectory: URL(filePath: settings.cacheDirectory), on: device)
        let builder = try ClipPreparation(settings, checkpoint, encoder, report: report, shouldStop: shouldStop)
        guard let source = try builder.source(dataset) else { return FineTuningOutcome(isComplete: false, step: 0) }
        defer { source.desk?.close() }

        let setup = try ModelSetup(
            checkpoint, settings: settings, speakers: dataset.speakers.map(\.name), on: device,
            references: { try builder.references(of: $0, source) })
        let data = try TrainingData(source, setup: setup, settings: settings, tokenizer: checkpoint.loadTokenizer())
        report(.note(source.description(ignoresInstruct: setup.configuration.ignoresInstruct)))
        report(.note(setup.summary))
        report(.statistics(data.statistics(of: source)))
        let trainer = try Trainer(
            setup.talker, parameters: setup.trained.map(\.tensor), recipe: settings.recipe, dtype, on: device)

        var state = RunState()
        state.settings = try settings.courseDescription(data: data.fingerprint(source.summary, setup.voices))
        if let resumed { state = try resume(from: resumed, state, setup, trainer) }
        let outcome = try train(
            trainer, setup: setup, data: data, meanwhile: source.desk.map { desk in { desk.serve(encoder.encode) } },
            folder: folder, checkpoint: checkpoint, from: state)
        if let note = source.lateNote { report(.note(note)) }
        return outcome
    }

    // MARK: The loop

    private func train(
        _ trainer: Trainer, setup: ModelSetup, data: TrainingData, meanwhile: (() -> Bool)?, folder: RunFolder,
        checkpoint: Checkpoint, from start: RunState
    ) throws -> FineTuningOutcome {
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        var state = start
        let log = try RunLog(folder.log, after: state.step)
        let plan = settings.plan(stepCount: data.stepCount)
        let saver = CheckpointSaver(folder: folder, source: checkpoint, setup: setup, limit: settings.saveTotalLimit)
        var saved: Int?
        var losses: (first: Double?, last: Double?)
        report(.started(step: state.step, totalSteps: plan.totalSteps, epochs: plan.epochs))

        if state.isValidationDue {
            // The run was stopped during a validation, and makes up for it.
            try validateIfDue(trainer, setup, data, meanwhile, log, &state)
            if !state.isValidationDue { report(.saved(try saver.save(state, trainer))) }
        }
        let steps = data.steps(from: state, count: plan.totalSteps - state.step, workers: workers)
        var time = EpochTime()
        while state.step < plan.totalSteps {
            let clock = ContinuousClock.now
            let rate = plan.schedule.rate(at: state.step)
            guard let (batches, waited) = try steps.next(meanwhile: meanwhile),
                let step = try trainer.update(
                    on: batches.sequences, learningRate: rate, vectors: setup.voices.vectors, shouldStop: shouldStop)
            else { break }
            let epoch = state.epoch
            state.advance(by: batches.job.positions.count, batchesPerEpoch: data.batchCount(epoch: epoch))
            let endsEpoch = state.epoch != epoch

            let entry = RunLog.Entry(
                train: step, step: state.step, epoch: epoch, rate: rate,
                seconds: (ContinuousClock.now - clock) / .seconds(1), waited: waited / .seconds(1))
            time.add(entry)
            if state.step % settings.loggingSteps == 0 || state.step == 1 || state.step == plan.totalSteps {
                try log.append(entry)
            }
            losses.first = losses.first ?? step.loss
            losses.last = step.loss
            report(.step(entry, totalSteps: plan.totalSteps))

            let isLast = state.step == plan.totalSteps
            if endsEpoch || isLast { report(time.end(of: epoch)) }
            state.isValidationDue =
                isLast || (settings.evaluationSteps > 0 ? state.step % settings.evaluationSteps == 0 : endsEpoch)
            try validateIfDue(trainer, setup, data, meanwhile, log, &state)
            // The best is always saved, so that `best` never names a checkpoint that is not there.
            if isLast || state.bestStep == state.step
                || (settings.saveSteps > 0 ? state.step % settings.saveSteps == 0 : endsEpoch)
            {
                report(.saved(try saver.save(state, trainer)))
                saved = state.step
            }
        }
        if saved != state.step && state.step > start.step { report(.saved(try saver.save(state, trainer))) }
        return FineTuningOutcome(
            isComplete: state.step >= plan.totalSteps && !state.isValidationDue, step: state.step,
            last: state.step > 0 ? folder.checkpoint(step: state.step) : nil,
            best: state.bestStep.map(folder.checkpoint), firstLoss: losses.first, lastLoss: losses.last)
    }

    private func validateIfDue(
        _ trainer: Trainer, _ setup: ModelSetup, _ data: TrainingData, _ meanwhile: (() -> Bool)?, _ log: RunLog,
        _ state: inout RunState
    ) throws {
        guard state.isValidationDue else { return }
        let clock = ContinuousClock.now
        let batches = data.validation(workers: workers)
        var waited = Duration.zero
        let result = try trainer.validate(vectors: setup.voices.vectors, shouldStop: shouldStop) {
            guard let (batch, time) = try batches.next(meanwhile: meanwhile) else { return nil }
            waited += time
            return batch
        }
        guard let result else { return }
        state.isValidationDue = false
        guard data.feed.validationBatchCount > 0 else { return }
        guard result.loss.isFinite else {
            throw TrainingError.diverged(step: state.step + 1, quantity: "validation loss", value: result.loss)
        }
        let isBest = result.loss < state.bestLoss ?? .infinity
        if isBest {
            state.bestLoss = result.loss
            state.bestStep = state.step
        }
        let entry = RunLog.Entry(
            validation: result, step: state.step, epoch: state.epoch,
            seconds: (ContinuousClock.now - clock) / .seconds(1), waited: waited / .seconds(1))
        try log.append(entry)
        report(.validated(entry, isBest: isBest))
    }

    // MARK: Before the loop

    /// Streaming reads on other threads in any case.
    private var workers: Int { settings.isStreaming ? max(1, settings.dataWorkers) : settings.dataWorkers }

    /// The checkpoint to go on from, if the settings allow it and there is one.
    private func resumable(_ folder: RunFolder) throws -> TrainingState? {
        guard let latest = folder.latestResumable() else { return nil }
        guard settings.resume == .auto else { throw TrainingError.outputExists(path: folder.url.path) }
        return TrainingState(folder: latest)
    }

    private func resume(
        from saved: TrainingState, _ fresh: RunState, _ setup: ModelSetup, _ trainer: Trainer
    ) throws -> RunState {
        let state = try saved.readState()
        let differences = state.differences(from: fresh.settings)
        guard differences.isEmpty else {
            throw TrainingError.settingsChanged(path: saved.folder.path, differences: differences)
        }
        try saved.restore(names: setup.trained.map(\.name), trainer.optimizer)
        report(.note("going on from \(saved.folder.path), step \(state.step)"))
        return state
    }
}

extension RunState {
    /// Counts a step of so many micro-batches.
    mutating func advance(by batches: Int, batchesPerEpoch: Int) {
        step += 1
        position += batches
        if position >= batchesPerEpoch {
            epoch += 1
            position = 0
        }
    }
}

extension RunLog.Entry {
    init(train step: Trainer.Step, step number: Int, epoch: Int, rate: Double, seconds: Double, waited: Double) {
        self.init(
            kind: .train, step: number, epoch: epoch, loss: step.loss, main: step.main, sub: step.sub,
            learningRate: rate, gradientNorm: step.gradientNorm, framesPerSecond: Double(step.frames) / seconds,
            seconds: seconds, secondsWaited: waited, time: Date().timeIntervalSince1970)
    }

    init(
        validation losses: (loss: Double, main: Double, sub: Double), step: Int, epoch: Int, seconds: Double,
        waited: Double
    ) {
        self.init(
            kind: .validation, step: step, epoch: epoch, loss: losses.loss, main: losses.main, sub: losses.sub,
            learningRate: nil, gradientNorm: nil, framesPerSecond: nil, seconds: seconds, secondsWaited: waited,
            time: Date().timeIntervalSince1970)
    }
}
