import FineTuning
import Foundation
import TestSupport
import TrainingSettings

/// A run whose events are kept, and which can be stopped.
final class TestRun {
    private(set) var events: [FineTuningEvent] = []
    private(set) var outcome: FineTuningOutcome?

    /// - Parameters:
    ///   - stopAfter: ends the run after this step.
    ///   - questions: and so many further questions whether to stop, of which there is one per micro-batch.
    @discardableResult
    init(_ settings: Settings, stopAfter: Int? = nil, questions: Int = 0) throws {
        var events: [FineTuningEvent] = []
        var isStopping = stopAfter == 0
        var left = questions
        let run = FineTuningRun(settings) { event in
            events.append(event)
            if case .step(let entry, _) = event, entry.step == stopAfter { isStopping = true }
        } shouldStop: {
            guard isStopping else { return false }
            left -= 1
            return left < 0
        }
        outcome = try run.run()
        self.events = events
    }

    /// The entries of the steps.
    var steps: [RunLog.Entry] {
        events.compactMap { if case .step(let entry, _) = $0 { entry } else { nil } }
    }

    var losses: [Double] { steps.map(\.loss) }

    var notes: [String] {
        events.compactMap { if case .note(let text) = $0 { text } else { nil } }
    }

    var validations: [(entry: RunLog.Entry, isBest: Bool)] {
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
