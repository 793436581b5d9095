import NeuralNetwork
public import Torch

/// Speaks: from a prompt to frames of codes, one frame at a time, with keys and values kept.
public struct Generator {
    let talker: Talker
    let dtype: DType
    let device: Device

    /// Speaks with `talker`, whose parameters are on `device`; `dtype` is that of the activations.
    public init(_ talker: Talker, _ dtype: DType = .float32, on device: Device = .cpu) {
        self.talker = talker
        self.dtype = dtype
        self.device = device
    }

    /// What was generated.
    public struct Result: Sendable, Equatable {
        /// `[T][Q]`.
        public var frames: [[Int]]
        /// False when the cap on frames was reached first.
        public var hasEnded: Bool
    }

    /// Generates frames until the model ends its speech or the cap is reached.
    ///
    /// - Parameters:
    ///   - vectors: the speaker vectors that the prompt refers to.
    ///   - shouldStop: asked after each frame, with the number of frames so far.
    public func generate(
        _ prompt: Prompt, vectors: [Tensor] = [], _ options: GenerationOptions,
        shouldStop: (Int) -> Bool = { _ in false }
    ) throws -> Result {
        try withoutGradients {
            let configuration = talker.configuration
            var sampler = Sampler(seed: options.seed)
            let capacity = prompt.count + options.maximumFrames
            let caches = try talker.makeCaches(batch: 1, capacity: capacity, dtype, on: device)
            let rotary = try talker.rotary(positions: 0..<capacity, on: device)
            let frameGenerator = try FrameGenerator(talker.codePredictor, talker.codecEmbedding, dtype, device)
            // The text that runs along, and after it the padding token for ever.
            let text = try talker.embedText(
                Tensor(indices: prompt.trailingTokens + [prompt.paddingToken]).to(device), dtype)

            let prefix = try talker.embed(
                [TrainingSequence(prompt: prompt, frames: [])], vectors: vectors, dtype, on: device)
            var hidden = try talker(prefix, rotary: rotary.narrowed(0..<prompt.count), caches: caches)
                .select(1, prompt.count - 1)  // [1, hidden]
            var frames: [[Int]] = []
            var said: Set<Int> = []
            while frames.count < options.maximumFrames {
                let logits: [Float] = try talker.codecHead(hidden).to(.float32).array()
                let first = sampler.choose(logits, options.talker, previous: said) { token in
                    token == configuration.codecEOS
                        ? frames.count >= options.minimumFrames : token < configuration.vocabulary - 1024
                }
                if first == configuration.codecEOS { return Result(frames: frames, hasEnded: true) }
                said.insert(first)
                let frame = try frameGenerator.complete(first, hidden: hidden, options.subTalker, &sampler)
                frames.append(frame)
                if shouldStop(frames.count) { break }

                let step = frames.count - 1
                let position = prompt.count + step
                let spoken = try talker.embedFrames(talker.codes([frame], on: device), dtype)
                let input = try spoken + text.select(0, min(step, prompt.trailingTokens.count))
                hidden = try talker(
                    input.unsqueezed(0), rotary: rotary.narrowed(position..<position + 1), caches: caches
                ).select(1, 0)
            }
            return Result(frames: frames, hasEnded: false)
        }
    }
}

/// Completes frames, codebook by codebook, with caches that serve every frame.
private struct FrameGenerator {
    let predictor: CodePredictor
    let firstEmbedding: Embedding
    let dtype: DType
    let device: Device
    let caches: [KeyValueCache]
    let rotary: RotaryEmbedding

    init(_ predictor: CodePredictor, _ firstEmbedding: Embedding, _ dtype: DType, _ device: Device) throws {
        self.predictor = predictor
        self.firstEmbedding = firstEmbedding
        self.dtype = dtype
        self.device = device
        caches = try predictor.makeCaches(batch: 1, dtype, on: device)
        rotary = try predictor.rotary(positions: predictor.configuration.codeGroups, on: device)
    }

    /// The frame that begins with `first`.
    func complete(
        _ first: Int, hidden: Tensor, _ options: SamplingOptions, _ sampler: inout Sampler
    ) throws -> [Int] {
        for cache in caches { cache.reset() }
        var frame = [first]
        var input = try stacked([hidden, firstEmbedding(Tensor(indices: [first]).to(device)).to(dtype)], 1)
        for (index, head) in predictor.heads.enumerated() {
            let start = index == 0 ? 0 : index + 1
            let states = try predictor(input, rotary: rotary.narrowed(start..<index + 2), caches: caches)
            let logits: [Float] = try head(states.select(1, states.size(1) - 1)).to(.float32).array()
            let code = sampler.choose(logits, options)
            frame.append(code)
            if index + 1 < predictor.heads.count {
                let table = predictor.codecEmbeddings[index]
                input = try table(Tensor(indices: [code]).to(device)).to(dtype).unsqueezed(1)
            }
        }
        return frame
    }
}
