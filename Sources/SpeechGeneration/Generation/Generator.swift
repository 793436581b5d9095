import NeuralNetwork
public import ProcessorKernels
public import Qwen3TTS
public import Torch

/// Speaks: from prompts to frames of codes, for several utterances at once, with keys and values kept.
public final class Generator {
    /// What computes the steps.
    public enum Engine: Sendable, Equatable {
        /// Kernels of our own for few rows, in float32 whatever the weights are stored as.
        case processor(WeightStorage)
        /// libtorch, with activations of this dtype on this device: for a GPU.
        case tensors(DType, Device)
    }

    /// One utterance to be spoken.
    public struct Request {
        /// What comes before the frames.
        public var prompt: Prompt
        /// The speaker vectors that the prompt refers to.
        public var speakers: Tensor?
        /// How the codes are chosen; each utterance has its own seed.
        public var options: GenerationOptions

        /// Asks for an utterance.
        public init(_ prompt: Prompt, speakers: Tensor? = nil, _ options: GenerationOptions) {
            self.prompt = prompt
            self.speakers = speakers
            self.options = options
        }
    }

    /// Why an utterance has no further frame.
    public enum Ending: Sendable, Equatable {
        /// The model ended its speech.
        case model
        /// The cap on frames was reached.
        case cap
        /// The caller stopped it.
        case caller
    }

    /// What was generated.
    public struct Result: Sendable, Equatable {
        /// `[T][Q]`.
        public var frames: [[Int]]
        /// Why they end.
        public var ending: Ending
        /// Whether the model ended its speech by itself.
        public var hasEnded: Bool { ending == .model }
    }

    private let talker: Talker
    private let stepper: any FrameStepper

    /// Speaks with `talker`, whose parameters are where the engine works.
    public init(_ talker: Talker, _ engine: Engine = .processor(.asStored)) throws {
        self.talker = talker
        stepper =
            switch engine {
            case .processor(let storage): try ProcessorStepper(talker, storage)
            case .tensors(let dtype, let device): try TensorStepper(talker, dtype, on: device)
            }
    }

    /// Generates one utterance.
    ///
    /// - Parameters:
    ///   - speakers: the speaker vectors that the prompt refers to.
    ///   - shouldStop: asked after each frame, with the number of frames so far.
    public func generate(
        _ prompt: Prompt, speakers: Tensor? = nil, _ options: GenerationOptions,
        shouldStop: (Int) -> Bool = { _ in false }
    ) throws -> Result {
        var count = 0
        return try generate([Request(prompt, speakers: speakers, options)]) { _, _ in
            count += 1
            return !shouldStop(count)
        }[0]
    }

    /// Generates utterances, `batchSize` of them at a time; each is what it would be alone.
    ///
    /// As soon as one has ended, the next takes its place.
    ///
    /// - Parameters:
    ///   - onResult: called when an utterance is finished, but not when the caller ends it.
    ///   - onFrame: called with each new frame and the number of its request; false ends everything.
    /// - Returns: one result per request, in their order; without frames for those that were never begun.
    /// - Throws: `SynthesisError.notFinite` when the model computes no numbers.
    public func generate(
        _ requests: [Request], batchSize: Int = 8, onResult: (_ request: Int, Result) throws -> Void = { _, _ in },
        onFrame: (_ request: Int, _ frame: [Int]) throws -> Bool
    ) throws -> [Result] {
        precondition(batchSize > 0, "a batch has at least one utterance")
        var results = requests.map { _ in Result(frames: [], ending: .caller) }
        guard !requests.isEmpty else { return results }
        try withoutGradients {
            let capacity = requests.map { $0.prompt.count + $0.options.maximumFrames }.max() ?? 0
            let slots = min(batchSize, requests.count)
            try stepper.reserve(slots: slots, capacity: capacity)
            var free = Array((0..<slots).reversed())
            var next = 0
            var speaking: [OngoingUtterance] = []
            while true {
                while next < requests.count, let slot = free.popLast() {
                    try stepper.begin(requests[next].prompt, speakers: requests[next].speakers, slot: slot)
                    speaking.append(OngoingUtterance(request: next, slot: slot, options: requests[next].options))
                    next += 1
                }
                guard !speaking.isEmpty else { return }
                try chooseFirst(&speaking)
                var said: [OngoingUtterance] = []
                for utterance in speaking {
                    if let ending = utterance.ending {
                        results[utterance.request].ending = ending
                        free.append(utterance.slot)
                        try onResult(utterance.request, results[utterance.request])
                    } else {
                        said.append(utterance)
                    }
                }
                try completeFrames(&said)
                speaking = []
                for utterance in said {
                    results[utterance.request].frames.append(utterance.frame)
                    guard try onFrame(utterance.request, utterance.frame) else { return }
                    if results[utterance.request].frames.count < utterance.options.maximumFrames {
                        speaking.append(utterance)
                    } else {
                        results[utterance.request].ending = .cap
                        free.append(utterance.slot)
                        try onResult(utterance.request, results[utterance.request])
                    }
                }
                try stepper.advance(
                    speaking.map(\.slot), frames: speaking.map(\.frame), times: speaking.map { $0.count - 1 })
            }
        }
        return results
    }

    /// Chooses codebook 0 of the next frames, or the end.
    private func chooseFirst(_ utterances: inout [OngoingUtterance]) throws {
        let vocabulary = talker.configuration.vocabulary
        let end = talker.configuration.codecEOS
        let logits = try stepper.firstLogits(utterances.map(\.slot))
        for index in utterances.indices {
            guard logits[index].allSatisfy(\.isFinite) else { throw SynthesisError.notFinite }
            let mayEnd = utterances[index].count >= utterances[index].options.minimumFrames
            let code = utterances[index].sampler.choose(
                logits[index], utterances[index].options.talker, previous: utterances[index].saidFirst
            ) { $0 < vocabulary - 1024 || ($0 == end && mayEnd) }
            if code == end {
                utterances[index].ending = .model
            } else {
                utterances[index].count += 1
                utterances[index].frame = [code]
                utterances[index].saidFirst.insert(code)
            }
        }
    }

    /// Chooses the other codebooks of frames, one after the other.
    private func completeFrames(_ utterances: inout [OngoingUtterance]) throws {
        guard !utterances.isEmpty else { return }
        let slots = utterances.map(\.slot)
        for codebook in 1..<talker.configuration.codeGroups {
            let logits = try stepper.nextLogits(
                slots, codebook: codebook, after: utterances.map { $0.frame[codebook - 1] })
            for index in utterances.indices {
                let code = utterances[index].sampler.choose(logits[index], utterances[index].options.subTalker)
                utterances[index].frame.append(code)
            }
        }
    }

    /// An utterance that is being spoken.
    private struct OngoingUtterance {
        let request, slot: Int
        let options: GenerationOptions
        var sampler: Sampler
        /// The number of frames begun.
        var count = 0
        var frame: [Int] = []
        /// Codes of codebook 0 so far, for the repetition penalty.
        var saidFirst: Set<Int> = []
        var ending: Ending?

        init(request: Int, slot: Int, options: GenerationOptions) {
            self.request = request
            self.slot = slot
            self.options = options
            sampler = Sampler(seed: options.seed)
        }
    }
}
