public import Qwen3TTS
public import Torch

/// Updates a model's parameters from batches.
public final class Trainer {
    /// What a step is made of, the learning rate apart.
    public struct Recipe: Sendable, Equatable {
        /// The constants of AdamW.
        public var optimizer: AdamW.Options
        /// Gradients of a greater L2 norm, over all parameters, are scaled down to it.
        public var maximumGradientNorm: Double
        /// What the code predictor's mean loss is multiplied by.
        public var subTalkerWeight: Double

        /// Makes a recipe; the clipping and the weight left out are the official script's.
        public init(
            optimizer: AdamW.Options = .init(), maximumGradientNorm: Double = 1, subTalkerWeight: Double = 0.3
        ) {
            self.optimizer = optimizer
            self.maximumGradientNorm = maximumGradientNorm
            self.subTalkerWeight = subTalkerWeight
        }
    }

    /// What a step did.
    public struct Step: Sendable, Equatable {
        /// `main + weight · sub`.
        public var loss: Double
        /// Means over the targets of the step.
        public var main, sub: Double
        /// Before clipping.
        public var gradientNorm: Double
        /// Speech frames in all micro-batches of the step.
        public var frames: Int
    }

    /// The model that is updated, in place.
    public let talker: Talker
    /// What every step follows.
    public let recipe: Recipe
    /// Holds the moments and the count of updates, for saving and restoring.
    public let optimizer: AdamW
    private let objective: Objective
    let dtype: DType
    let device: Device

    /// - Parameter parameters: what is trained; they get gradients from here on.
    public init(
        _ talker: Talker, parameters: [Tensor], recipe: Recipe = Recipe(), _ dtype: DType = .float32,
        on device: Device = .cpu
    ) throws {
        guard !parameters.isEmpty else { throw TrainingError.nothingToTrain }
        self.talker = talker
        self.recipe = recipe
        objective = Objective(subTalkerWeight: recipe.subTalkerWeight)
        self.dtype = dtype
        self.device = device
        for parameter in parameters { try parameter.requiringGradient() }
        optimizer = try AdamW(parameters, recipe.optimizer)
    }

    /// Updates the model once, on the gradient summed over micro-batches, in which every target weighs alike.
    ///
    /// - Parameters:
    ///   - vectors: makes the speaker vectors that the prompts refer to; called for each micro-batch, since each has a
    ///     graph of its own.
    ///   - shouldStop: asked before each micro-batch; true abandons the step, without a trace in the model.
    /// - Returns: nil for an abandoned step.
    /// - Throws: `TrainingError.diverged` before the model changes.
    public func update(
        on microBatches: [[TrainingSequence]], learningRate: Double, vectors: () throws -> [Tensor] = { [] },
        shouldStop: () -> Bool = { false }
    ) throws -> Step? {
        try optimizer.clearGradients()
        let groups = talker.configuration.codeGroups
        let counts = microBatches.map { Objective.TargetCounts($0, codeGroups: groups) }
        let total = counts.dropFirst().reduce(counts[0], +)
        var (main, sub) = (0.0, 0.0)
        for batch in microBatches {
            if shouldStop() { return nil }
            // Losses are sums over targets, so short and long micro-batches weigh alike.
            let losses = try objective(talker, batch, vectors: vectors(), dtype, on: device)
            let loss = try objective.total(losses, over: total)
            let value = try loss.item()
            guard value.isFinite else {
                throw TrainingError.diverged(step: optimizer.step + 1, quantity: "loss", value: value)
            }
            try loss.backward()
            main += try losses.main.sum.item() / Double(total.main)
            sub += try losses.sub.sum.item() / Double(max(total.sub, 1))
        }
        let norm = try optimizer.clipGradients(to: recipe.maximumGradientNorm)
        guard norm.isFinite else {
            throw TrainingError.diverged(step: optimizer.step + 1, quantity: "norm of the gradient", value: norm)
        }
        try optimizer.update(learningRate: learningRate)
        return Step(
            loss: main + recipe.subTalkerWeight * sub, main: main, sub: sub, gradientNorm: norm,
            frames: microBatches.reduce(0) { $0 + $1.reduce(0) { $0 + $1.frames.count } })
    }

    /// The losses of batches without any update: means over all their targets.
    public func validate(
        on batches: [[TrainingSequence]], vectors: () throws -> [Tensor] = { [] }, shouldStop: () -> Bool = { false }
    ) throws -> (loss: Double, main: Double, sub: Double)? {
        var rest = batches[...]
        return try validate(vectors: vectors, shouldStop: shouldStop) { rest.popFirst() }
    }

    /// The losses of batches that come one by one, without any update: means over all their targets.
    ///
    /// - Parameter next: gives the next batch; nil after the last.
    /// - Returns: nil when it was stopped.
    public func validate(
        vectors: () throws -> [Tensor] = { [] }, shouldStop: () -> Bool = { false },
        next: () throws -> [TrainingSequence]?
    ) throws -> (loss: Double, main: Double, sub: Double)? {
        try withoutGradients {
            var (main, sub, mainTargets, subTargets) = (0.0, 0.0, 0, 0)
            while let batch = try next() {
                if shouldStop() { return nil }
                let losses = try objective(talker, batch, vectors: vectors(), dtype, on: device)
                main += try losses.main.sum.item()
                sub += try losses.sub.sum.item()
                mainTargets += losses.main.targetCount
                subTargets += losses.sub.targetCount
            }
            let means = (main: main / Double(max(mainTargets, 1)), sub: sub / Double(max(subTargets, 1)))
            return (means.main + recipe.subTalkerWeight * means.sub, means.main, means.sub)
        }
    }
}
