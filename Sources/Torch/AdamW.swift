import CTorch

/// Adam with decoupled weight decay, in ATen's fused kernel: one pass over memory for each parameter.
///
/// Reference: Loshchilov & Hutter, "Decoupled Weight Decay Regularization", algorithm 2; `torch.optim.AdamW`.
public final class AdamW {
    /// The constants of the update, the learning rate apart.
    public struct Options: Sendable, Equatable {
        /// How much of the mean of gradients each update keeps.
        public var beta1 = 0.9
        /// How much of the mean of squared gradients each update keeps.
        public var beta2 = 0.999
        /// Added to the root of the second moment before dividing by it.
        public var epsilon = 1e-8
        /// Times the learning rate, the share of each element that an update takes away.
        public var weightDecay = 0.01

        /// Makes the constants; those left out are PyTorch's defaults.
        public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    /// What is updated, in place; every list of this optimizer has its order.
    public let parameters: [Tensor]
    /// The constants of all updates.
    public let options: Options
    /// The number of updates so far.
    public private(set) var step = 0
    /// Running means of gradients and of their squares, in float32, one of each per parameter.
    public private(set) var firstMoments: [Tensor]
    /// Running means of squared gradients, in float32, in the order of `parameters`.
    public private(set) var secondMoments: [Tensor]
    /// The updates of each parameter: those without a gradient do not count, and bias correction starts with the first.
    private var steps: [Tensor]

    /// Starts with moments of zero, on the devices of the parameters.
    public init(_ parameters: [Tensor], _ options: Options = Options()) throws(TorchError) {
        self.parameters = parameters
        self.options = options
        firstMoments = []
        secondMoments = []
        steps = []
        for parameter in parameters {
            firstMoments.append(try .zeros(parameter.shape, .float32, on: parameter.device))
            secondMoments.append(try .zeros(parameter.shape, .float32, on: parameter.device))
            steps.append(try .zeros([], .float32, on: parameter.device))
        }
    }

    /// Forgets all gradients.
    public func clearGradients() throws(TorchError) {
        for parameter in parameters { try parameter.clearGradient() }
    }

    /// Scales all gradients so that their common L2 norm is at most `maximum`.
    ///
    /// - Returns: the norm before scaling; when it is not finite, nothing was scaled.
    /// Reference: `torch.nn.utils.clip_grad_norm_` (its denominator has 1e-6 added).
    public func clipGradients(to maximum: Double) throws(TorchError) -> Double {
        let gradients = try currentGradients().map(\.gradient)
        var norm = 0.0
        try check(withHandles(gradients) { ctorch_total_norm(&norm, $0, $1) })
        let factor = maximum / (norm + 1e-6)
        if norm.isFinite && factor < 1 {
            try check(withHandles(gradients) { ctorch_scale_all($0, $1, factor) })
        }
        return norm
    }

    /// Updates the parameters in place; one without a gradient stays as it is.
    ///
    /// - Parameter learningRates: one per parameter.
    public func update(learningRates: [Double]) throws(TorchError) {
        precondition(learningRates.count == parameters.count, "one learning rate per parameter")
        let current = try currentGradients()
        step += 1
        // The kernel takes one rate for a list, so the parameters go by rate.
        for rate in Set(learningRates) {
            let group = current.filter { learningRates[$0.index] == rate }
            for entry in group { try steps[entry.index].fill(try steps[entry.index].item() + 1) }
            let indices = group.map(\.index)
            let error = withHandles(group.map(\.gradient)) { gradients, count in
                ctorch_adamw(
                    indices.map { parameters[$0].handle }, gradients, indices.map { firstMoments[$0].handle },
                    indices.map { secondMoments[$0].handle }, indices.map { steps[$0].handle }, count,
                    rate, options.beta1, options.beta2, options.weightDecay, options.epsilon)
            }
            try check(error)
        }
    }

    /// Updates all parameters in place at one rate; one without a gradient stays as it is.
    public func update(learningRate: Double) throws(TorchError) {
        try update(learningRates: Array(repeating: learningRate, count: parameters.count))
    }

    private func currentGradients() throws(TorchError) -> [(index: Int, gradient: Tensor)] {
        var result: [(index: Int, gradient: Tensor)] = []
        for (index, parameter) in parameters.enumerated() {
            if let gradient = try parameter.gradient() { result.append((index, gradient)) }
        }
        return result
    }

    // MARK: State

    /// The number of updates that each parameter has had.
    public func parameterSteps() throws(TorchError) -> [Double] {
        var counts: [Double] = []
        for step in steps { counts.append(try step.item()) }
        return counts
    }

    /// Continues from saved moments and counts.
    ///
    /// - Throws: `TorchError` when a moment has not the shape of its parameter.
    /// - Precondition: there is one of each per parameter.
    public func restore(
        step: Int, firstMoments: [Tensor], secondMoments: [Tensor], parameterSteps: [Double]
    ) throws(TorchError) {
        let counts = [firstMoments.count, secondMoments.count, parameterSteps.count]
        precondition(counts.allSatisfy { $0 == parameters.count }, "one of each per parameter")
        for index in parameters.indices {
            try self.firstMoments[index].assign(firstMoments[index])
            try self.secondMoments[index].assign(secondMoments[index])
            try steps[index].fill(parameterSteps[index])
        }
        self.step = step
    }
}
