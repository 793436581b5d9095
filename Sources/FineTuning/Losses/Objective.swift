public import Qwen3TTS
public import Torch

/// What a step minimises: the sum of its terms, each a weight times the mean of a loss over its targets.
public struct Objective: Sendable {
    /// A loss and how much it counts.
    public struct Term: Sendable {
        /// The loss.
        public var loss: any TrainingLoss
        /// What its mean is multiplied by.
        public var weight: Double

        /// Weighs a loss.
        public init(_ loss: any TrainingLoss, weight: Double) {
            self.loss = loss
            self.weight = weight
        }
    }

    /// All losses, in the order in which they are computed.
    public var terms: [Term]

    /// The talker's loss, and the code predictor's.
    ///
    /// Reference: 0.3 in `sft_12hz.py` of the official repository.
    public init(subTalkerWeight: Double = 0.3) {
        terms = [Term(TalkerLoss(), weight: 1), Term(SubTalkerLoss(), weight: subTalkerWeight)]
    }

    /// The targets of each term in some batches.
    public func targetCounts(_ batches: [[Utterance]]) -> [Int] {
        terms.map { term in batches.reduce(0) { $0 + term.loss.targetCount($1) } }
    }

    /// The sums of each term: rank 0, float32.
    public func callAsFunction(_ pass: ForwardPass) throws -> [Tensor] {
        try terms.map { try $0.loss(pass) }
    }

    /// `Σ weight · sum / targets`, with the targets of the whole step.
    ///
    /// - Precondition: there is a term.
    public func total(_ sums: [Tensor], over counts: [Int]) throws -> Tensor {
        let parts = try terms.indices.map { try sums[$0] * (terms[$0].weight / Double(max(counts[$0], 1))) }
        return try parts.dropFirst().reduce(parts[0]) { try $0 + $1 }
    }

    /// What the means of the terms come to.
    public func losses(means: [Double]) -> Losses {
        var losses = Losses(total: 0, byName: [:])
        for (term, mean) in zip(terms, means) {
            losses.total += term.weight * mean
            losses.byName[term.loss.name] = mean
        }
        return losses
    }
}

/// The losses of a step, or of a validation.
public struct Losses: Sendable, Equatable {
    /// What is minimised: the weighted sum of all.
    public var total: Double
    /// Each loss by its name, a mean over its targets.
    public var byName: [String: Double]

    /// Puts losses together.
    public init(total: Double, byName: [String: Double]) {
        self.total = total
        self.byName = byName
    }

    /// The talker's, in nats; not a number where it is no term.
    public var main: Double { byName["main"] ?? .nan }
    /// The code predictor's, in nats; not a number where it is no term.
    public var sub: Double { byName["sub"] ?? .nan }
}
