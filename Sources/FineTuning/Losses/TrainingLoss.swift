public import Qwen3TTS
public import Torch

/// A loss: a sum over predictions, and how many there are.
///
/// To add one is to add a file, and a line to `Objective`. Sums of micro-batches, and of processes, add up, so that after division by the
/// common count every prediction weighs alike.
public protocol TrainingLoss: Sendable {
    /// What the log and messages call it.
    var name: String { get }

    /// The number of predictions in a batch that the sum is over.
    func targetCount(_ batch: [Utterance]) -> Int

    /// The sum: rank 0, float32.
    func callAsFunction(_ pass: ForwardPass) throws -> Tensor
}
