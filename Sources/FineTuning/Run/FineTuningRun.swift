import DataFeeding
import Files
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
    private let observers: [any RunObserver]
    private let shouldStop: () -> Bool

    /// - Parameters:
    ///   - storage: where the dataset lies; the folder that the settings name, unless given.
    ///   - observers: are told what happens.
    ///   - shouldStop: asked often; true ends the run after a checkpoint is saved.
    public init(
        _ settings: Settings, dataset storage: (any DatasetStorage)? = nil,
        observers: [any RunObserver] = [], shouldStop: @escaping () -> Bool = { false }
    ) {
        self.settings = settings
        self.storage = storage ?? LocalDataset(URL(filePath: settings.dataset))
        let folder = RunFolder(url: URL(filePath: settings.outputDirectory))
        self.observers = [RunLogWriter(folder.log, every: settings.loggingSteps)] + observers
        self.shouldStop = shouldStop
    }

    /// Trains until the last step, or until it is stopped.
    public func run() throws -> FineTuningOutcome {
        let device = try settings.chosenDevice()
        guard let model = settings.initModelPath else { throw TrainingError.noInitialModel }
        let checkpoint = try Checkpoint(URL(filePath: model))
        // Parameters that do not fit show before hours of encoding; mapped, they cost nothing.
        _ = try checkpoint.loadModel(isFrozen: { _ in true })
        let folder = RunFolder(url: URL(filePath: settings.outputDirectory))
        try folder.checkPlace()
        let dataset = try PreparedDataset.open(storage).select(speakers: settings.trainSpeakers)
        let lock = try folder.lock()
        let resumed = try folder.resumable(settings.resume)

        let encoder = try CodeEncoder(
            settings.tokenizerPath.map { URL(filePath: $0) } ?? checkpoint.speechTokenizer,
            cacheDirectory: URL(filePath: settings.cacheDirectory), on: device)
        let preparation = try ClipPreparation(
            settings, checkpoint, encoder, observers: observers, shouldStop: shouldStop)
        guard let source = try preparation.source(dataset) else {
            return FineTuningOutcome(isComplete: false, step: 0)
        }
        defer { source.desk?.close() }

        let setup = try ModelSetup(
            checkpoint, settings: settings, speakers: dataset.speakers.map(\.name), languages: tags(of: source),
            on: device, references: { try preparation.references(of: $0, source) })
        var loop = try loop(
            checkpoint, setup, source, folder, on: device, from: resumed,
            meanwhile: source.desk.map { desk in { desk.serve(encoder.encode) } })
        let outcome = try loop.run()
        if let note = source.lateNote { try observers.handle(.note(note)) }
        withExtendedLifetime(lock) {}
        return outcome
    }

    /// Puts together what trains, at the place where the run stands.
    private func loop(
        _ checkpoint: Checkpoint, _ setup: ModelSetup, _ source: ClipSource, _ folder: RunFolder,
        on device: Device, from resumed: ResumeFiles?, meanwhile: (() -> Bool)?
    ) throws -> TrainingLoop {
        let data = try TrainingData(source, setup: setup, settings: settings, tokenizer: checkpoint.loadTokenizer())
        let plan = try settings.plan(stepCount: data.stepCount)
        let notes = [source.description(ignoresInstruct: setup.configuration.ignoresInstruct), setup.summary]
        for note in notes + setup.notes + plan.notes { try observers.handle(.note(note)) }
        try observers.handle(.statistics(data.statistics(of: source)))
        let trainer = Trainer(
            setup.talker, try settings.optimization(of: setup.trained), speakers: setup.speakers.vectors,
            objective: Objective(subTalkerWeight: settings.subTalkerLossWeight),
            settings.mixedPrecision == .bf16 ? .bfloat16 : .float32, on: device)

        var state = RunState()
        state.settings = settings.course(
            weights: try CodeCache.fingerprint(ofFiles: SafetensorsSet.files(of: checkpoint.weightsFile)),
            data: TrainingData.fingerprint(source.summary, references: setup.references))
        if let resumed { state = try resume(from: resumed, state, setup, trainer) }
        try folder.claim(for: state.run)
        return TrainingLoop(
            trainer, data,
            CheckpointSaver(folder: folder, source: checkpoint, setup: setup, limit: settings.saveTotalLimit), plan,
            from: state, validation: Cadence(every: settings.evaluationSteps),
            saving: Cadence(every: settings.saveSteps),
            // Streaming reads on other threads in any case.
            workers: settings.isStreaming ? max(1, settings.dataWorkers) : settings.dataWorkers,
            meanwhile: meanwhile, observers: observers, shouldStop: shouldStop)
    }

    /// The languages whose tags clips are trained with, in lower case.
    private func tags(of source: ClipSource) -> Set<String> {
        Set(source.summary.languages.keys.map { settings.tag(of: $0).lowercased() })
    }

    private func resume(
        from saved: ResumeFiles, _ fresh: RunState, _ setup: ModelSetup, _ trainer: Trainer
    ) throws -> RunState {
        let state = try saved.readState()
        let differences = state.differences(from: fresh.settings)
        guard differences.isEmpty else {
            throw TrainingError.settingsChanged(path: saved.checkpoint.path, differences: differences)
        }
        try saved.restore(trainer.optimization, speakers: setup.speakers.vectors)
        try observers.handle(.note("going on from \(saved.checkpoint.path), step \(state.step)"))
        return state
    }
}
