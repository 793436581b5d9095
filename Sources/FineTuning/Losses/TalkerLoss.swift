import NeuralNetwork
public import Qwen3TTS
public import Torch

/// The talker's cross-entropy: each position before a frame predicts codebook 0 of that frame, and the last frame
/// predicts the end.
///
/// `L = -Σ log p(c[t, 0] | h[p₀ - 1 + t])` over `t = 0 ... T`, with `c[T, 0]` the end of speech: one shift in all.
///
/// Reference: the alignment of `generate` (qwen-tts 0.1.1); the official fine-tuning script shifts once more.
public struct TalkerLoss {
    /// Positions, in the flattened batch, that predict; and what they should predict.
    public private(set) var positions: [Int] = []
    /// Codes of codebook 0, or the end of speech, in the order of `positions`.
    public private(set) var targets: [Int] = []

    /// Finds the targets of a batch whose sequences are padded on the right to the longest.
    ///
    /// - Parameter endOfSpeech: the code after the last frame.
    public init(_ sequences: [TrainingSequence], endOfSpeech: Int) {
        let longest = sequences.map(\.count).max() ?? 0
        for (index, sequence) in sequences.enumerated() {
            let first = index * longest + sequence.prompt.count - 1
            for (time, frame) in sequence.frames.enumerated() {
                positions.append(first + time)
                targets.append(frame[0])
            }
            positions.append(first + sequence.frames.count)
            targets.append(endOfSpeech)
        }
    }

    /// - Parameter hidden: the talker's states, flattened: `[B · longest, hidden]`.
    public func callAsFunction(_ talker: Talker, hidden: Tensor) throws -> LossSum {
        let states = try hidden.indexSelect(0, Tensor(indices: positions).to(hidden.device))
        let logits = try talker.codecHead(states).to(.float32)
        let sum = try crossEntropySum(logits, Tensor(indices: targets).to(hidden.device))
        return LossSum(sum: sum, targetCount: targets.count)
    }
}
