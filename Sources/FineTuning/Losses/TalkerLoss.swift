public import Qwen3TTS
public import Torch

/// The talker's cross-entropy over codebook 0 of each frame, and the end of speech.
///
/// `L = -Σ log p(c[t, 0] | h[p₀ - 1 + t])` over `t = 0 ... T`, with `c[T, 0]` the end of speech.
public struct TalkerLoss: TrainingLoss {
    /// `main`, as in the official script.
    public let name = "main"

    /// There is nothing to choose.
    public init() {}

    /// Every frame, and the end of each utterance.
    public func targetCount(_ batch: [Utterance]) -> Int {
        batch.reduce(0) { $0 + $1.frames.count + 1 }
    }

    /// In nats.
    public func callAsFunction(_ pass: ForwardPass) throws -> Tensor {
        try crossEntropySum(
            pass.talkerLogits.to(.float32), Tensor(indices: pass.targets.codes).to(pass.hidden.device))
    }
}
