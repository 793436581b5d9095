import Foundation

/// The learning rate over the steps of a run: a linear warm-up, then half a cosine down to a share of the peak.
///
/// Steps are optimizer steps, however many micro-batches each has.
public struct Schedule: Sendable, Equatable {
    /// The highest rate, which the last step of the warm-up has.
    public var peak: Double
    /// Steps on which the rate rises; 0 for none.
    public var warmupSteps: Int
    /// Steps of the whole run, the warm-up included.
    public var totalSteps: Int
    /// The share of the peak that is left at the end.
    public var floor: Double

    /// Describes the rates; `floor` is a share of `peak`, from 0 to 1.
    public init(peak: Double, warmupSteps: Int, totalSteps: Int, floor: Double) {
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.totalSteps = totalSteps
        self.floor = floor
    }

    /// The rate of the step `step`, counted from 0.
    public func rate(at step: Int) -> Double {
        if step < warmupSteps { return peak * Double(step + 1) / Double(warmupSteps) }
        let rest = max(totalSteps - warmupSteps, 1)
        let progress = min(Double(step - warmupSteps) / Double(rest), 1)
        return peak * (floor + (1 - floor) * 0.5 * (1 + cos(.pi * progress)))
    }
}
