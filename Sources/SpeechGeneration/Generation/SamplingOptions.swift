/// How one token is chosen out of its logits.
public struct SamplingOptions: Sendable, Equatable {
    /// False takes the most probable token.
    public var isSampled: Bool
    /// Divides the logits: below 1 favours probable tokens; above zero where tokens are sampled.
    public var temperature: Double
    /// Only the most probable tokens of this number; 0 for all.
    public var topK: Int
    /// Only the most probable tokens that together reach this probability; 1 for all.
    public var topP: Double
    /// Divides positive and multiplies negative logits of tokens that were said before; 1 for none.
    public var repetitionPenalty: Double

    /// Makes the choice described; without arguments, the official one of the code predictor.
    public init(
        isSampled: Bool = true, temperature: Double = 0.9, topK: Int = 50, topP: Double = 1,
        repetitionPenalty: Double = 1
    ) {
        self.isSampled = isSampled
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.repetitionPenalty = repetitionPenalty
    }
}

/// How an utterance is generated; the defaults are those of the official `generation_config.json`.
public struct GenerationOptions: Sendable, Equatable {
    /// For codebook 0, and so for the end of the speech.
    public var talker = SamplingOptions(repetitionPenalty: 1.05)
    /// For the other codebooks.
    public var subTalker = SamplingOptions()
    /// The end of speech is not considered before this many frames.
    public var minimumFrames = 2
    /// Generation stops here when the model has not ended by itself; 12.5 frames make a second.
    ///
    /// That many frames are returned. The official `max_new_tokens=N` returns N - 1: its last token never becomes a frame.
    public var maximumFrames: Int
    /// Equal seeds give equal speech, from equal logits.
    public var seed: UInt64

    /// Makes the official options, with this cap and seed.
    public init(maximumFrames: Int = 1500, seed: UInt64 = 0) {
        self.maximumFrames = maximumFrames
        self.seed = seed
    }
}
