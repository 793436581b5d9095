import Audio
import Corpus
import Foundation
import NeuralNetwork
import Qwen3TTS
import Torch
public import TrainingSettings

/// A fine-tuning run from its settings to its last checkpoint.
///
/// Everything that decides the run's course is a function of the settings and the data, so that a run which was
/// interrupted goes on as if it had not been.
public struct FineTuningRun {
    private let settings: Settings
    private let report: (FineTuningEvent) -> Void
    private let shouldStop: () -> Bool

    /// - Parameters:
    ///   - report: is told what happens.
    ///   - shouldStop: asked often; true ends the run after a checkpoint is saved.
    public init(
        _ settings: Settings, report: @escaping (FineTuningEvent) -> Void, shouldStop: @escaping () -> Bool = { false }
    ) {
        self.settings = settings
        self.report = report
        self.shouldStop = shouldStop
    }

    /// Trains until the last step, or until it is stopped.
    public func run() throws -> FineTuningOutcome {
        let device = try selectDevice()
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

        let dataset = try openDataset()
        let encoder = try CodeEncoder(checkpoint, cacheDirectory: URL(filePath: settings.cacheDirectory), on: device)
        let encoded = try encoder.encodeMissing(
            dataset.train + dataset.validation, progress: { report(.encoding(done: $0, total: $1)) },
            shouldStop: shouldStop)
        guard let encoded else { return FineTuningOutcome(isComplete: false, step: 0) }
        if encoded > 0 { report(.note("encoded \(encoded) clips; their codes are in \(settings.cacheDirectory)")) }

        let setup = try ModelSetup(checkpoint, settings: settings, dataset: dataset, on: device)
        let data = try TrainingData(
            dataset, setup: setup, settings: settings, encoder: encoder, tokenizer: checkpoint.loadTokenizer())
        report(.note(data.summary))
        report(.note(setup.summary))
        let trainer = try Trainer(
            setup.talker, parameters: setup.trained.map(\.tensor), recipe: settings.recipe, dtype, on: device)

        var state = RunState()
        state.settings = settings.courseDescription(data: data.fingerprint)
        if let resumed { state = try resume(from: resumed, state, setup, trainer) }
        return try train(trainer, setup: setup, data: data, folder: folder, checkpoint: checkpoint, from: state)
    }

    // MARK: The loop

    private func train(
        _ trainer: Trainer, setup: ModelSetup, data: TrainingData, folder: RunFolder, checkpoint: Checkpoint,
        from start: RunState
    ) throws -> FineTuningOutcome {
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        var state = start
        let log = try RunLog(folder.log, after: state.step)
        let plan = settings.plan(stepsPerEpoch: data.stepsPerEpoch)
        let saver = CheckpointSaver(folder: folder, source: checkpoint, setup: setup, limit: settings.saveTotalLimit)
        var saved: Int?
        var losses: (first: Double?, last: Double?)
        report(.started(step: state.step, totalSteps: plan.totalSteps, epochs: plan.epochs))

        if state.isValidationDue {
            // The run was stopped during a validation, and makes up for it.
            try validateIfDue(trainer, setup, data, log, &state)
            if !state.isValidationDue { report(.saved(try saver.save(state, trainer))) }
        }
        while state.step < plan.totalSteps {
            let clock = ContinuousClock.now
            let rate = plan.schedule.rate(at: state.step)
            let batches = try data.microBatches(epoch: state.epoch, from: state.position)
            guard
                let step = try trainer.update(
                    on: batches, learningRate: rate, vectors: setup.voices.vectors, shouldStop: shouldStop)
            else { break }
            let epoch = state.epoch
            state.advance(by: batches.count, batchesPerEpoch: data.batchesPerEpoch)
            let endsEpoch = state.epoch != epoch

            let entry = RunLog.Entry(
                train: step, step: state.step, epoch: epoch, rate: rate,
                seconds: (ContinuousClock.now - clock) / .seconds(1))
            if state.step % settings.loggingSteps == 0 || state.step == 1 || state.step == plan.totalSteps {
                try log.append(entry)
            }
            losses.first = losses.first ?? step.loss
            losses.last = step.loss
            report(.step(entry, totalSteps: plan.totalSteps))

            let isLast = state.step == plan.totalSteps
            state.isValidationDue =
                isLast || (settings.evaluationSteps > 0 ? state.step % settings.evaluationSteps == 0 : endsEpoch)
            try validateIfDue(trainer, setup, data, log, &state)
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
        _ trainer: Trainer, _ setup: ModelSetup, _ data: TrainingData, _ log: RunLog, _ state: inout RunState
    ) throws {
        guard state.isValidationDue else { return }
        let batches = try data.validationBatches()
        let result = try trainer.validate(on: batches, vectors: setup.voices.vectors, shouldStop: shouldStop)
        guard let result else { return }
        state.isValidationDue = false
        guard !batches.isEmpty else { return }
        guard result.loss.isFinite else {
            throw TrainingError.diverged(step: state.step + 1, quantity: "validation loss", value: result.loss)
        }
        let isBest = result.loss < state.bestLoss ?? .infinity
        if isBest {
            state.bestLoss = result.loss
            state.bestStep = state.step
        }
        let entry = RunLog.Entry(validation: result, step: state.step, epoch: state.epoch)
        try log.append(entry)
        report(.validated(entry, isBest: isBest))
    }

    // MARK: Before the loop

    private func selectDevice() throws -> Device {
        if settings.threads > 0 { Runtime.threadCount = settings.threads }
        Runtime.keepFreedMemory()
        let count = Runtime.cudaDeviceCount
        switch settings.device {
        case .auto: return count > 0 ? .cuda(index: 0) : .cpu
        case .cpu: return .cpu
        case .cuda(let chosen):
            let index = chosen ?? 0
            guard index < count else { throw TrainingError.noDevice(asked: "cuda:\(index)", found: count) }
            return .cuda(index: index)
        }
    }

    private func openDataset() throws -> PreparedDataset {
        var dataset = try PreparedDataset.open(URL(filePath: settings.trainData))
        if !settings.trainSpeakers.isEmpty { dataset = try dataset.select(speakers: settings.trainSpeakers) }
        return dataset.limited(
            train: settings.maxTrainSamples > 0 ? settings.maxTrainSamples : nil,
            validation: settings.maxValidationSamples > 0 ? settings.maxValidationSamples : nil)
    }

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
    init(train step: Trainer.Step, step number: Int, epoch: Int, rate: Double, seconds: Double) {
        self.init(
            kind: .train, step: number, epoch: epoch, loss: step.loss, main: step.main, sub: step.sub,
            learningRate: rate, gradientNorm: step.gradientNorm, framesPerSecond: Double(step.frames) / seconds,
            time: Date().timeIntervalSince1970)
    }

    init(validation losses: (loss: Double, main: Double, sub: Double), step: Int, epoch: Int) {
        self.init(
            kind: .validation, step: step, epoch: epoch, loss: losses.loss, main: losses.main, sub: losses.sub,
            learningRate: nil, gradientNorm: nil, framesPerSecond: nil, time: Date().timeIntervalSince1970)
    }
}
