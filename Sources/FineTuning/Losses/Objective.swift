public import Qwen3TTS
public import Torch

/// What a step minimises: the talker's loss plus the weighted loss of the code predictor, each a mean over its targets.
public struct Objective {
    /// Reference: 0.3 in `sft_12hz.py` of the official repository.
    public var subTalkerWeight: Double

    /// Weighs the code predictor's mean loss by `subTalkerWeight`, and the talker's by 1.
    public init(subTalkerWeight: Double = 0.3) {
        self.subTalkerWeight = subTalkerWeight
    }

    /// The targets of a batch, or of all micro-batches of a step.
    public struct TargetCounts: Sendable, Equatable {
        /// Of the talker: every frame, and the end of each sequence.
        public var main = 0
        /// Of the code predictor: every codebook but the first, of every frame.
        public var sub = 0

        /// Counts the targets of a batch.
        public init(_ sequences: [TrainingSequence], codeGroups: Int) {
            for sequence in sequences {
                main += sequence.frames.count + 1
                sub += sequence.frames.count * (codeGroups - 1)
            }
        }

        /// The targets of both.
        public static func + (x: TargetCounts, y: TargetCounts) -> TargetCounts {
            var sum = x
            sum.main += y.main
            sum.sub += y.sub
            return sum
        }
    }

    /// The losses of one batch.
    public struct Losses {
        /// Of the talker.
        public let main: LossSum
        /// Of the code predictor.
        public let sub: LossSum

    }

    /// `main / main targets + weight · sub / sub targets`, with the targets of the whole step.
    public func total(_ losses: Losses, over counts: TargetCounts) throws -> Tensor {
        let main = try losses.main.sum / Double(max(counts.main, 1))
        return try main + losses.sub.sum * (subTalkerWeight / Double(max(counts.sub, 1)))
    }

    /// Runs the model on a batch, teacher-forced.
    ///
    /// - Parameters:
    ///   - vectors: the speaker vectors that the prompts refer to.
    ///   - dtype: of the activations; losses are computed in float32.
    public func callAsFunction(
        _ talker: Talker, _ sequences: [TrainingSequence], vectors: [Tensor], _ dtype: DType = .float32,
        on device: Device = .cpu
    ) throws -> Losses {
        let embeddings = try talker.embed(sequences, vectors: vectors, dtype, on: device)
        let hidden = try talker(embeddings).reshaped(-1, talker.configuration.hidden)
        return Losses(
            main: try TalkerLoss(sequences, endOfSpeech: talker.configuration.codecEOS)(talker, hidden: hidden),
            sub: try SubTalkerLoss(sequences)(talker, hidden: hidden))
    }
}
