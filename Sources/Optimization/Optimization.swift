public import Torch

/// Changes parameters by gradients: forgets, clips, guards and updates, whatever the model is that they belong to.
///
/// A step is `clearGradients`, any number of backward passes, `clipGradients` and `update`.
public final class Optimization {
    /// All parameters, group by group; names and moments have this order.
    public let parameters: [Parameter]
    /// Gradients of a greater L2 norm, over all parameters, are scaled down to it.
    public let maximumGradientNorm: Double
    /// Holds the moments and the count of updates, for saving and restoring.
    public let optimizer: AdamW

    /// Prepares parameters for training; they get gradients from here on.
    ///
    /// - Parameter options: the constants of AdamW; each group has a weight decay of its own.
    /// - Throws: `OptimizationError.nothingToTrain`; `TorchError` when memory does not suffice for the moments.
    public init(_ groups: [ParameterGroup], _ options: AdamW.Options = .init(), maximumGradientNorm: Double = 1) throws
    {
        parameters = groups.flatMap(\.parameters)
        guard !parameters.isEmpty else { throw OptimizationError.nothingToTrain }
        self.maximumGradientNorm = maximumGradientNorm
        for parameter in parameters { try parameter.tensor.requiringGradient() }
        optimizer = try AdamW(
            groups.map {
                AdamW.Group(
                    $0.parameters.map(\.tensor), rateScale: $0.rateScale, weightDecay: $0.weightDecay,
                    isTable: $0.isTable)
            }, options)
    }

    /// Updates so far.
    public var step: Int { optimizer.step }

    /// Forgets all gradients, before those of a step are summed up.
    public func clearGradients() throws(TorchError) { try optimizer.clearGradients() }

    /// Scales the gradients down to the norm that is allowed.
    ///
    /// - Returns: the norm before; when it is not finite, nothing was scaled, and no update must follow.
    public func clipGradients() throws(TorchError) -> Double {
        try optimizer.clipGradients(to: maximumGradientNorm)
    }

    /// Updates all parameters that have a gradient.
    public func update(learningRate: Double) throws(TorchError) {
        try optimizer.update(learningRate: learningRate)
    }

    /// Updates all parameters that have a gradient, and looks which share of all elements that really changed.
    ///
    /// It is judged by up to a thousand elements of each parameter.
    public func updateCountingChanges(learningRate: Double) throws -> Double {
        try withoutGradients {
            let sample = try ChangeSample(parameters)
            try update(learningRate: learningRate)
            return try sample.changedShare()
        }
    }
}

/// Why nothing can be optimized.
public enum OptimizationError: Error, Equatable, CustomStringConvertible {
    case nothingToTrain

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .nothingToTrain: "No parameter is trainable: TRAINABLE names no set that the model has."
        }
    }
}
