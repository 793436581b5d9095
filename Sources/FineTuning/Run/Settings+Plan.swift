import Torch
import TrainingSettings

/// How long a run is, and its learning rates.
struct RunPlan: Equatable {
    var totalSteps: Int
    var epochs: Int
    var schedule: Schedule
}

extension Settings {
    /// The constants of an update.
    var recipe: Trainer.Recipe {
        Trainer.Recipe(
            optimizer: .init(beta1: adamBeta1, beta2: adamBeta2, epsilon: adamEpsilon, weightDecay: weightDecay),
            maximumGradientNorm: maxGradientNorm, subTalkerWeight: subTalkerLossWeight)
    }

    /// - Parameter stepCount: the steps of an epoch, which may differ from epoch to epoch.
    func plan(stepCount: (_ epoch: Int) -> Int) -> RunPlan {
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
        return RunPlan(
            totalSteps: total, epochs: epochs,
            schedule: Schedule(
                peak: learningRate, warmupSteps: warmup.steps(of: total), totalSteps: total,
                floor: minimumLearningRateRatio))
    }

    /// What the course of a run depends on: a run goes on only under the same.
    ///
    /// What is not set is left out, so that runs go on that began before a setting was known.
    func courseDescription(data: String) -> [String: String] {
        var description = [
            "INIT_MODEL_PATH": initModelPath ?? "", "the prepared data": data,
            "TRAIN_BATCH_SIZE": "\(effectiveTrainBatchSize)",
            "GRADIENT_ACCUMULATION_STEPS": "\(gradientAccumulationSteps)",
            "LEARNING_RATE": "\(learningRate)", "MINIMUM_LEARNING_RATE_RATIO": "\(minimumLearningRateRatio)",
            "WARMUP_STEPS": "\(warmup)", "NUM_EPOCHS": "\(epochs)", "MAX_STEPS": "\(maxSteps)",
            "WEIGHT_DECAY": "\(weightDecay)", "ADAM_BETA1": "\(adamBeta1)", "ADAM_BETA2": "\(adamBeta2)",
            "ADAM_EPSILON": "\(adamEpsilon)", "MAX_GRAD_NORM": "\(maxGradientNorm)",
            "SUB_TALKER_LOSS_WEIGHT": "\(subTalkerLossWeight)", "SEED": "\(seed)",
            "MIXED_PRECISION": "\(mixedPrecision)", "STREAMING_TEXT_RATIO": "\(streamingTextRatio)",
            "LANGUAGE_TAG_RATIO": "\(languageTagRatio)", "IN_CONTEXT_RATIO": "\(inContextRatio)",
            "SPEAKER_BALANCE": "\(speakerBalance)",
            "TRAINABLE": trainable.map(\.rawValue).sorted().joined(separator: ","),
            "NEW_LANGUAGES":
                newLanguages.map { "\($0.name)=\($0.sources.joined(separator: "+"))" }.joined(separator: ","),
        ]
        if maximumBatchFrames > 0 { description["MAX_BATCH_FRAMES"] = "\(maximumBatchFrames)" }
        if let languageForHausa { description["LANGUAGE_FOR_HAUSA"] = languageForHausa }
        if isStreaming { description["SHUFFLE_BUFFER_SIZE"] = "\(shuffleBufferSize)" }
        return description
    }
}
