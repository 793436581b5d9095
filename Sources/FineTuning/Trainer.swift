public import Optimization
public import Qwen3TTS
public import Torch

/// Updates a model's parameters from batches.
public final class Trainer {
    /// What a step did.
    public struct Step: Sendable, Equatable {
        /// Means over the targets of the step, before its update.
        public var losses: Losses
        /// Before clipping.
        public var gradientNorm: Double
        /// Speech frames in all micro-batches of the step.
        public var frames: Int
        /// The share of trained weights that the update really changed; nil where that was not counted.
        public var changedShare: Double?
    }

    /// The model that is updated, in place.
    public let talker: Talker
    /// What every step minimises.
    public let objective: Objective
    /// What is trained, and how.
    public let optimization: Optimization
    private let speakers: Tensor?
    let dtype: DType
    let device: Device

    /// - Parameters:
    ///   - speakers: the vectors that prompts refer to, `[S, hidden]`; nil where none does.
    ///   - dtype: of the activations.
    public init(
        _ talker: Talker, _ optimization: Optimization, speakers: Tensor? = nil,
        objective: Objective = Objective(), _ dtype: DType = .float32, on device: Device = .cpu
    ) {
        self.talker = talker
        self.optimization = optimization
        self.speakers = speakers
        self.objective = objective
        self.dtype = dtype
        self.device = device
    }

    /// Updates the model once, on the gradient summed over micro-batches, in which every target weighs alike.
    ///
    /// The host waits for the device once, when all is computed.
    ///
    /// - Parameters:
    ///   - microBatches: without utterances, nothing is learnt, and the update is that of a gradient of zero.
    ///   - countsChanges: whether to look which share of the weights changes.
    ///   - shouldStop: asked before each micro-batch; true abandons the step, without a trace in the model.
    /// - Returns: nil for an abandoned step.
    /// - Throws: `TrainingError.diverged` before the model changes.
    public func update(
        on microBatches: [[Utterance]], learningRate: Double, countsChanges: Bool = false,
        shouldStop: () -> Bool = { false }
    ) throws -> Step? {
        try optimization.clearGradients()
        let counts = objective.targetCounts(microBatches)
        var sums: [[Tensor]] = []
        for batch in microBatches where !batch.isEmpty {
            if shouldStop() { return nil }
            // Losses are sums over targets, so short and long micro-batches weigh alike.
            let losses = try objective(pass(batch))
            try objective.total(losses, over: counts).backward()
            sums.append(try losses.map { try $0.detached() })
        }
        let norm = try optimization.clipGradients()
        let values = try Self.values(of: sums)
        let losses = objective.losses(
            means: counts.indices.map { term in
                values.reduce(0) { $0 + $1[term] / Double(max(counts[term], 1)) }
            })
        guard losses.total.isFinite, norm.isFinite else {
            throw diverged(microBatches.filter { !$0.isEmpty }, values, losses, norm)
        }
        var step = Step(
            losses: losses, gradientNorm: norm,
            frames: microBatches.reduce(0) { $0 + $1.reduce(0) { $0 + $1.frames.count } })
        if countsChanges {
            step.changedShare = try optimization.updateCountingChanges(learningRate: learningRate)
        } else {
            try optimization.update(learningRate: learningRate)
        }
        return step
    }

    /// The losses of batches without any update: means over all their targets.
    public func validate(on batches: [[Utterance]], shouldStop: () -> Bool = { false }) throws -> Losses? {
        var rest = batches[...]
        return try validate(shouldStop: shouldStop) { rest.popFirst() }
    }

    /// The losses of batches that come one by one, without any update: means over all their targets.
    ///
    /// - Parameter next: gives the next batch, which may have no utterance; nil after the last.
    /// - Returns: nil when it was stopped.
    public func validate(
        shouldStop: () -> Bool = { false }, next: () throws -> [Utterance]?
    ) throws -> Losses? {
        try withoutGradients {
            var sums = objective.terms.map { _ in 0.0 }
            var counts = objective.terms.map { _ in 0 }
            while let batch = try next() {
                if shouldStop() { return nil }
                guard !batch.isEmpty else { continue }
                let values = try Self.values(of: [objective(pass(batch))])[0]
                for index in sums.indices {
                    sums[index] += values[index]
                    counts[index] += objective.terms[index].loss.targetCount(batch)
                }
            }
            return objective.losses(means: zip(sums, counts).map { $0 / Double(max($1, 1)) })
        }
    }

    private func pass(_ batch: [Utterance]) throws -> ForwardPass {
        try ForwardPass(talker, batch, speakers: speakers, dtype, on: device)
    }

    /// Rows of numbers, brought from the device at once.
    private static func values(of sums: [[Tensor]]) throws -> [[Double]] {
        guard let width = sums.first?.count else { return [] }
        let all: [Float] = try stacked(sums.flatMap(\.self), 0).to(.float32).to(.cpu).array()
        return stride(from: 0, to: all.count, by: width).map { all[$0..<$0 + width].map(Double.init) }
    }

    /// What went wrong, with the clips of the micro-batches whose losses are no numbers, or of all.
    private func diverged(
        _ batches: [[Utterance]], _ values: [[Double]], _ losses: Losses, _ norm: Double
    ) -> TrainingError {
        let broken = zip(batches, values).filter { !$0.1.allSatisfy(\.isFinite) }.map(\.0)
        let clips = (broken.isEmpty ? batches : broken).flatMap(\.self).map(\.clip)
        let isLoss = !losses.total.isFinite
        return .diverged(
            step: optimization.step + 1, quantity: isLoss ? "loss" : "norm of the gradient",
            value: isLoss ? losses.total : norm, clips: clips)
    }
}
