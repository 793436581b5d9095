import Optimization
import Torch
import TrainingSettings

/// How long a run is, and its learning rates.
struct RunPlan: Equatable {
    var totalSteps: Int
    var epochs: Int
    var schedule: Schedule
    /// What the user has to know of it.
    var notes: [String] = []
}

extension Settings {
    /// What the optimizer does with the parameters that are trained.
    func optimization(of parameters: [Parameter]) throws -> Optimization {
        // Groups of neighbours, so that the order, in which the norm is added up, stays that of the model.
        var groups: [ParameterGroup] = []
        for parameter in parameters {
            // Of tables a step reads a few rows, and the others are nobody's to change.
            let part = TrainablePart(parameter: parameter.name)
            let isTable =
                part == .embeddings || part == .textEmbedding || parameter.name == ModelSetup.speakerRowsName
            if let last = groups.last, last.isTable == isTable {
                groups[groups.count - 1].parameters.append(parameter)
            } else {
                groups.append(ParameterGroup([parameter], weightDecay: weightDecay, isTable: isTable))
            }
        }
        return try Optimization(
            groups, .init(beta1: adamBeta1, beta2: adamBeta2, epsilon: adamEpsilon, weightDecay: weightDecay),
            maximumGradientNorm: maxGradientNorm)
    }

    /// - Parameter stepCount: the steps of an epoch, which may differ from epoch to epoch.
    /// - Throws: `TrainingError.warmupExceedsRun`.
    func plan(stepCount: (_ epoch: Int) -> Int) throws(TrainingError) -> RunPlan {
        var total = maxSteps
        var epochs = 0
        if maxSteps == 0 {
            epochs = self.epochs
            total = (0..<epochs).reduce(0) { $0 + stepCount($1) }
        } else {
            var left = maxSteps
            while left > 0 {
                left -= max(1, stepCount(epochs))
                epochs += 1
            }
        }
        var notes: [String] = []
        let usual = Warmup.usualSteps
        let steps = warmup?.steps(of: total) ?? min(usual, total / 10)
        if case .steps(let asked) = warmup, asked > total { throw .warmupExceedsRun(warmup: asked, total: total) }
        if warmup == nil, steps < usual {
            notes.append(
                "the learning rate rises over \(steps) updates, a tenth of the run, in place of \(usual); WARMUP_STEPS sets another number"
            )
        }
        return RunPlan(
            totalSteps: total, epochs: epochs,
            schedule: Schedule(
                peak: learningRate, warmupSteps: steps, totalSteps: total, floor: minimumLearningRateRatio),
            notes: notes)
    }

    /// What the course of a run depends on: a run goes on only under the same.
    ///
    /// - Parameters:
    ///   - weights: what tells the initial model's weights from others, wherever they lie.
    ///   - data: what tells the prepared data from others.
    func course(weights: String, data: String) -> [String: String] {
        var course = courseSettings
        course["the model in INIT_MODEL_PATH"] = "one with the fingerprint \(weights.prefix(16))"
        course["the prepared data"] = "that with the fingerprint \(data.prefix(16))"
        return course
    }
}
