import FineTuning
import Foundation
import TestSupport
import Torch
import TrainingSettings

/// Keeps a run's events, and notices when a step is done.
final class EventRecorder: RunObserver {
    private(set) var events: [FineTuningEvent] = []
    private(set) var isStopping: Bool
    private let stopAfter: Int?
    /// Called with each event; may throw.
    private let onEvent: (FineTuningEvent) throws -> Void

    init(stopAfter: Int? = nil, onEvent: @escaping (FineTuningEvent) throws -> Void = { _ in }) {
        self.stopAfter = stopAfter
        self.onEvent = onEvent
        isStopping = stopAfter == 0
    }

    func handle(_ event: FineTuningEvent) throws {
        events.append(event)
        if case .step(let entry, _) = event, entry.step == stopAfter { isStopping = true }
        try onEvent(event)
    }
}

/// A run whose events are kept, and which can be stopped.
final class TestRun {
    let events: [FineTuningEvent]
    private(set) var outcome: FineTuningOutcome?

    /// - Parameters:
    ///   - stopAfter: ends the run after this step.
    ///   - questions: and so many further questions whether to stop, of which there is one per micro-batch.
    @discardableResult
    init(_ settings: Settings, stopAfter: Int? = nil, questions: Int = 0) throws {
        if settings.threads > 0 { Runtime.threadCount = settings.threads }
        let recorder = EventRecorder(stopAfter: stopAfter)
        var left = questions
        let run = FineTuningRun(settings, observers: [recorder]) {
            guard recorder.isStopping else { return false }
            left -= 1
            return left < 0
        }
        outcome = try run.run()
        events = recorder.events
    }

    /// The entries of the steps.
    var steps: [LogEntry] {
        events.compactMap { if case .step(let entry, _) = $0 { entry } else { nil } }
    }

    var losses: [Double] { steps.map(\.loss) }

    var notes: [String] {
        events.compactMap { if case .note(let text) = $0 { text } else { nil } }
    }

    var validations: [(entry: LogEntry, isBest: Bool)] {
        events.compactMap { if case .validated(let entry, let isBest) = $0 { (entry, isBest) } else { nil } }
    }

    var saved: [String] {
        events.compactMap { if case .saved(let url) = $0 { url.lastPathComponent } else { nil } }
    }
}

/// What a run with these settings says is wrong, with the dataset's folder as `DIR`.
func message(_ settings: Settings, in dataset: TinyDataset) -> String {
    do {
        try TestRun(settings)
        return "no error"
    } catch {
        return "\(error)".replacing(dataset.folder.url.path, with: "DIR")
    }
}
