import Foundation
import TrainingSettings

/// Where a run stands: what, together with the parameters and the optimizer's moments, continues it exactly.
public struct RunState: Codable, Sendable, Equatable {
    /// The version of this format.
    public var format = 1
    /// Optimizer steps done.
    public var step = 0
    /// The epoch of the next micro-batch, from 0, and its position in it.
    public var epoch = 0
    /// Micro-batches of the epoch that are done.
    public var position = 0
    /// Whether the run was stopped before the validation of its last step was through.
    public var isValidationDue = false
    /// The lowest validation loss so far, and the step that had it.
    public var bestLoss: Double?
    /// The step after which the lowest validation loss was measured.
    public var bestStep: Int?
    /// The settings that the run's course depends on.
    public var settings: [String: String] = [:]

    /// What differs between these settings and others, in words; empty when nothing does.
    func differences(from other: [String: String]) -> [String] {
        Set(settings.keys).union(other.keys).sorted().compactMap { key in
            let (before, now) = (settings[key].map(Self.spelled) ?? "nothing", other[key] ?? "nothing")
            return before == now ? nil : "\(key) was \(before) and is now \(now)"
        }
    }

    /// A value as it is set: earlier versions noted a warm-up as `steps(50)` or `fraction(0.05)`.
    private static func spelled(_ value: String) -> String {
        if let steps = value.wholeMatch(of: /steps\(([0-9]+)\)/) { return String(steps.1) }
        if let share = value.wholeMatch(of: /fraction\((.+)\)/), let number = Double(share.1) {
            return "\(Warmup.fraction(number))"
        }
        return value
    }
}
