public import Torch

/// A loss before it is divided: its sum over targets, and how many targets there are.
///
/// Sums of micro-batches add up, so that after division by the common count every target weighs alike.
public struct LossSum {
    /// Rank 0, float32.
    public let sum: Tensor
    /// The predictions that `sum` adds up.
    public let targetCount: Int

    /// The mean over the targets.
    public func mean() throws -> Double {
        try sum.item() / Double(max(targetCount, 1))
    }
}
