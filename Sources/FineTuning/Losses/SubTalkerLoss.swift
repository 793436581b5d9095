import NeuralNetwork
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
public struct SubTalkerLoss {
    /// Positions, in the flattened batch, whose states predict the frames; and those frames.
    public private(set) var positions: [Int] = []
    /// `[frames][Q]`: the frames of all sequences, in the order of `positions`.
    public private(set) var frames: [[Int]] = []

    /// Finds the targets of a batch whose sequences are padded on the right to the longest.
    public init(_ sequences: [TrainingSequence]) {
        let longest = sequences.map(\.count).max() ?? 0
        for (index, sequence) in sequences.enumerated() {
            let first = index * longest + sequence.prompt.count - 1
            positions += (0..<sequence.frames.count).map { first + $0 }
            frames += sequence.frames
        }
    }

    /// - Parameter hidden: the talker's states, flattened: `[B · longest, hidden]`.
    public func callAsFunction(_ talker: Talker, hidden: Tensor) throws -> LossSum {
        let codes = try talker.codes(frames, on: hidden.device)
        var sum = try Tensor.zeros([], on: hidden.device)
        for (index, logits) in try logits(talker, hidden: hidden, codes: codes).enumerated() {
            sum = try sum + crossEntropySum(logits.to(.float32), codes.select(1, index + 1).contiguous())
        }
        return LossSum(sum: sum, targetCount: frames.count * (talker.configuration.codeGroups - 1))
    }

    /// The logits of the codebooks 1, 2, ..., each `[frames, vocabulary]`.
    public func logits(_ talker: Talker, hidden: Tensor, codes: Tensor) throws -> [Tensor] {
        let states = try hidden.indexSelect(0, Tensor(indices: positions).to(hidden.device))
        let first = try talker.codecEmbedding(codes.select(1, 0)).to(hidden.dtype)
        return try talker.codePredictor.logits(hidden: states, firstEmbeddings: first, codes: codes)
    }
}
