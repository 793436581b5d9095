import Foundation
import TrainingSettings

/// Where a run stands: what, together with the parameters and the optimizer's moments, continues it exactly.
public struct RunState: Codable, Sendable, Equatable {
    /// The version of this format that this program writes, and the only one that it reads.
    static let currentFormat = 2

    /// The version of this format.
    public var format = RunState.currentFormat
    /// The run's own number.
    var run = RunIdentity.new()
    /// Optimizer steps done.
    public var step = 0
    /// The epoch of the next micro-batch, from 0, and its position in it.
    public var epoch = 0
    /// Micro-batches of the epoch that are done, of all processes.
    public var position = 0
    /// Whether the run was stopped before the validation of its last step was through.
    public var isValidationDue = false
    /// The lowest validation loss so far, and the step that had it.
    public var bestLoss: Double?
    /// The step after which the lowest validation loss was measured.
    public var bestStep: Int?
    /// What the run's course depends on: settings by key, the model and the data.
    public var settings: [String: String] = [:]

    /// What differs between this course and another, in words; empty when nothing does.
    ///
    /// A setting that only one of them knows, since it came with a later version, has its default in the other.
    func differences(from other: [String: String]) -> [String] {
        let defaults = Settings.courseDefaults
        return Set(settings.keys).union(other.keys).sorted().compactMap { key in
            let before = settings[key] ?? defaults[key] ?? ""
            let now = other[key] ?? defaults[key] ?? ""
            guard before != now else { return nil }
            return "\(key) was \(before.isEmpty ? "not set" : before) and is now \(now.isEmpty ? "not set" : now)"
        }
    }

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
