public import Qwen3TTS
public import Torch

/// The code predictor's cross-entropy: from the state that predicts a frame and the codes before, each further
/// codebook of the frame.
///
/// `L = -Σ log p(c[t, j] | h[p₀ - 1 + t], c[t, 0 ..< j])` over all frames t and j = 1 ... Q - 1, without any shift
/// beyond that.
///
/// Reference: `Qwen3TTSTalkerForConditionalGeneration.forward` (qwen-tts 0.1.1), where the predictor gets
/// `past_hidden`; the official fine-tuning script gives it the state after the frame, and shifts its labels.
public struct SubTalkerLoss: TrainingLoss {
    /// `sub`, as in the official script.
    public let name = "sub"

    /// There is nothing to choose.
    public init() {}

    /// Every codebook but the first, of every frame.
    public func targetCount(_ batch: [Utterance]) -> Int {
        batch.reduce(0) { $0 + $1.frames.reduce(0) { $0 + $1.count - 1 } }
    }

    /// In nats.
    public func callAsFunction(_ pass: ForwardPass) throws -> Tensor {
        var sum = try Tensor.zeros([], on: pass.hidden.device)
        for (index, logits) in pass.subTalkerLogits.enumerated() {
            sum = try sum + crossEntropySum(logits.to(.float32), pass.codes.select(1, index + 1).contiguous())
        }
        return sum
    }
}
