public import Foundation

/// What a run tells as it goes.
public enum FineTuningEvent: Sendable, Equatable {
    /// A sentence about what was set up.
    case note(String)
    /// Clips are being made ready; `encoded` of them had no codes.
    case processing(done: Int, total: Int, encoded: Int)
    /// How much there is to train on.
    case statistics(TrainingStatistics)
    case started(step: Int, totalSteps: Int, epochs: Int)
    /// A step is done.
    case step(LogEntry, totalSteps: Int)
    case validated(LogEntry, isBest: Bool)
    case saved(URL)
    /// An epoch is over, or as much of it as the run has: the seconds of its steps, and those spent waiting for data.
    case epoch(Int, seconds: Double, waited: Double)
}

/// Is told what a run does: a log, a terminal, a test.
///
/// What it throws ends the run, which saves first.
public protocol RunObserver: AnyObject {
    /// Takes note of an event, between two steps.
    func handle(_ event: FineTuningEvent) throws
}

extension [any RunObserver] {
    /// Tells all, in their order.
    func handle(_ event: FineTuningEvent) throws {
        for observer in self { try observer.handle(event) }
    }
}

/// How a run ended.
public struct FineTuningOutcome: Sendable, Equatable {
    /// False when it was stopped before its last step.
    public var isComplete: Bool
    /// Optimizer steps done, those before an interruption included.
    public var step: Int
    /// The checkpoint of the last step; nil before the first.
    public var last: URL?
    /// The checkpoint with the lowest validation loss; nil without validation.
    public var best: URL?
    /// The loss of the first step of this run, before its update; nil when there was none.
    public var firstLoss: Double?
    /// The loss of the last step of this run, before its update; nil when there was none.
    public var lastLoss: Double?
}
