import DataFeeding
import Foundation
import Optimization
import Qwen3TTS
import Torch

/// From a run's state to its last step: trains, validates and saves, and tells of it.
struct TrainingLoop {
    let trainer: Trainer
    let data: TrainingData
    let saver: CheckpointSaver
    let plan: RunPlan
    let validation, saving: Cadence
    /// Threads that make batches.
    let workers: Int
    /// What is done while data is waited for; says whether it did something.
    let meanwhile: (() -> Bool)?
    let observers: [any RunObserver]
    let shouldStop: () -> Bool

    private(set) var state: RunState
    private var savedStep: Int
    private var losses: (first: Double?, last: Double?)
    private var time = EpochTime()

    init(
        _ trainer: Trainer, _ data: TrainingData, _ saver: CheckpointSaver, _ plan: RunPlan, from state: RunState,
        validation: Cadence, saving: Cadence, workers: Int, meanwhile: (() -> Bool)?, observers: [any RunObserver],
        shouldStop: @escaping () -> Bool
    ) {
        self.trainer = trainer
        self.data = data
        self.saver = saver
        self.plan = plan
        self.state = state
        self.validation = validation
        self.saving = saving
        self.workers = workers
        self.meanwhile = meanwhile
        self.observers = observers
        self.shouldStop = shouldStop
        savedStep = state.step
    }

    /// Trains until the last step, or until it is stopped; then, and when something fails, what is done is saved.
    ///
    /// - Throws: what failed. After a divergence, and when saving itself failed, the checkpoints stay as they were.
    mutating func run() throws -> FineTuningOutcome {
        try observers.handle(.started(step: state.step, totalSteps: plan.totalSteps, epochs: plan.epochs))
        do {
            try makeUpForValidation()
            let steps = data.steps(from: state, count: plan.totalSteps - state.step, workers: workers)
            while state.step < plan.totalSteps, let next = try nextStep(of: steps) { try finish(next) }
            if savedStep != state.step { try save() }
        } catch {
            try saveWhatIsDone(before: error)
            throw error
        }
        return outcome
    }

    // MARK: A step

    /// How often the weights that a step changes are counted, from the first on.
    private static let stepsBetweenCounts = 10

    /// A step that the model has taken.
    private struct Taken {
        let step: Trainer.Step
        let job: StepJob
        let learningRate, seconds, waited: Double
    }

    /// Updates the model; nil when the run was stopped.
    private func nextStep(of steps: Prefetch<StepJobs, TrainingData.Step>) throws -> Taken? {
        let clock = ContinuousClock.now
        let rate = plan.schedule.rate(at: state.step)
        guard let (data, waited) = try steps.next(meanwhile: meanwhile, shouldStop: shouldStop),
            let step = try Runtime.measured({
                try trainer.update(
                    on: data.utterances, learningRate: rate,
                    countsChanges: state.step.isMultiple(of: Self.stepsBetweenCounts), shouldStop: shouldStop)
            })
        else { return nil }
        return Taken(
            step: step, job: data.job, learningRate: rate, seconds: (ContinuousClock.now - clock) / .seconds(1),
            waited: waited / .seconds(1))
    }

    /// Counts a step, tells of it, and does what is done once in a while.
    private mutating func finish(_ taken: Taken) throws {
        let epoch = state.epoch
        state.advance(
            by: taken.job.positions.count * data.share.worldSize,
            batchesPerEpoch: data.batchCount(epoch: epoch) * data.share.worldSize)
        let endsEpoch = state.epoch != epoch
        let isLast = state.step == plan.totalSteps
        state.isValidationDue = validation.isDue(after: state.step, endsEpoch: endsEpoch, isLast: isLast)

        let losses = taken.step.losses
        let entry = LogEntry(
            kind: .train, step: state.step, epoch: epoch, losses: losses, learningRate: taken.learningRate,
            gradientNorm: taken.step.gradientNorm, changedShare: taken.step.changedShare,
            framesPerSecond: Double(taken.step.frames) / taken.seconds,
            seconds: taken.seconds, secondsWaited: taken.waited, time: Date().timeIntervalSince1970)
        time.add(entry)
        self.losses = (self.losses.first ?? losses.total, losses.total)
        try observers.handle(.step(entry, totalSteps: plan.totalSteps))
        if endsEpoch || isLast { try observers.handle(time.end(of: epoch)) }

        try validateIfDue()
        // The best is always saved, so that `best` never names a checkpoint that is not there.
        if state.bestStep == state.step || saving.isDue(after: state.step, endsEpoch: endsEpoch, isLast: isLast) {
            try save()
        }
    }

    // MARK: Once in a while

    /// A run that was stopped during a validation makes up for it.
    private mutating func makeUpForValidation() throws {
        guard state.isValidationDue else { return }
        try validateIfDue()
        if !state.isValidationDue { try save() }
    }

    private mutating func validateIfDue() throws {
        guard state.isValidationDue else { return }
        let clock = ContinuousClock.now
        let batches = data.validation(workers: workers)
        var (waited, count) = (Duration.zero, 0)
        let losses = try trainer.validate(shouldStop: shouldStop) {
            guard let (batch, time) = try batches.next(meanwhile: meanwhile, shouldStop: shouldStop) else { return nil }
            waited += time
            count += 1
            return batch
        }
        // Batches end early when the run is stopped; such a validation is none.
        guard let losses, count == data.feed.validationBatchCount else { return }
        state.isValidationDue = false
        guard data.feed.validationBatchCount > 0 else { return }
        guard losses.total.isFinite else {
            throw TrainingError.diverged(
                step: state.step + 1, quantity: "validation loss", value: losses.total, clips: [])
        }
        let isBest = losses.total < state.bestLoss ?? .infinity
        if isBest {
            state.bestLoss = losses.total
            state.bestStep = state.step
        }
        let entry = LogEntry(
            kind: .validation, step: state.step, epoch: state.epoch, losses: losses,
            seconds: (ContinuousClock.now - clock) / .seconds(1), secondsWaited: waited / .seconds(1),
            time: Date().timeIntervalSince1970)
        try observers.handle(.validated(entry, isBest: isBest))
    }

    private mutating func save() throws {
        let url: URL
        do {
            url = try saver.save(state, trainer.optimization)
        } catch {
            throw SavingFailure(cause: error)
        }
        savedStep = state.step
        try observers.handle(.saved(url))
    }

    // MARK: The end

    /// Tells a failure to save from others, within the loop.
    private struct SavingFailure: Error {
        let cause: any Error
    }

    /// Saves what an error would lose; throws what a failing save threw.
    private mutating func saveWhatIsDone(before error: any Error) throws {
        if let failure = error as? SavingFailure { throw failure.cause }
        if case TrainingError.diverged = error { return }
        // The model is that of the last step, unless the error came in the middle of an update.
        guard savedStep != state.step, trainer.optimization.step == state.step else { return }
        // That saving fails as well is not what the user has to know first.
        guard let url = try? saver.save(state, trainer.optimization) else { return }
        try? observers.handle(.saved(url))
    }

    private var outcome: FineTuningOutcome {
        FineTuningOutcome(
            isComplete: state.step >= plan.totalSteps && !state.isValidationDue, step: state.step,
            last: state.step > 0 ? saver.folder.checkpoint(step: state.step) : nil,
            best: state.bestStep.map(saver.folder.checkpoint), firstLoss: losses.first, lastLoss: losses.last)
    }
}
