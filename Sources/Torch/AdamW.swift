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

    /// Parameters that are updated alike.
    public struct Group {
        /// What is updated, in place.
        public var parameters: [Tensor]
        /// What the learning rate is multiplied by.
        public var rateScale: Double
        /// Times the learning rate, the share of each element that an update takes away.
        public var weightDecay: Double
        /// Whether these are tables, of which only rows decay that a gradient has reached.
        public var isTable: Bool

        /// Puts parameters together.
        public init(_ parameters: [Tensor], rateScale: Double = 1, weightDecay: Double, isTable: Bool = false) {
            self.parameters = parameters
            self.rateScale = rateScale
            self.weightDecay = weightDecay
            self.isTable = isTable
        }
    }

    /// What is updated, in place; every list of this optimizer has its order.
    public let parameters: [Tensor]
    /// The constants of all updates; the weight decay counts where no group has one of its own.
    public let options: Options
    /// The number of updates so far.
    public private(set) var step = 0
    /// Running means of gradients and of their squares, in float32, one of each per parameter.
    public private(set) var firstMoments: [Tensor]
    /// Running means of squared gradients, in float32, in the order of `parameters`.
    public private(set) var secondMoments: [Tensor]
    /// The updates of each parameter: those without a gradient do not count, and bias correction starts with the first.
    private var steps: [Tensor]
    private let groups: [Group]
    /// For each parameter that is a table, which rows a gradient has reached: `[rows]`.
    private var reached: [Int: Tensor] = [:]

    /// Starts with moments of zero, on the devices of the parameters, all of which are updated alike.
    public convenience init(_ parameters: [Tensor], _ options: Options = Options()) throws(TorchError) {
        try self.init([Group(parameters, weightDecay: options.weightDecay)], options)
    }

    /// Starts with moments of zero, on the devices of the parameters.
    public init(_ groups: [Group], _ options: Options = Options()) throws(TorchError) {
        self.groups = groups
        parameters = groups.flatMap(\.parameters)
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
        for parameter in parameters {
            try parameter.clearGradient()
            parameter.forgetConversion()
        }
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
    public func update(learningRate: Double) throws(TorchError) {
        for parameter in parameters { parameter.forgetConversion() }
        let current = try currentGradients()
        step += 1
        var advancing: [Tensor] = []
        for entry in current { advancing.append(steps[entry.index]) }
        try check(withHandles(advancing) { ctorch_add_all($0, $1, 1) })
        var first = 0
        for group in groups {
            let range = first..<first + group.parameters.count
            first = range.upperBound
            let entries = current.filter { range.contains($0.index) }
            let rate = learningRate * group.rateScale
            if group.isTable && group.weightDecay > 0 {
                for entry in entries {
                    try decayRows(entry.index, entry.gradient, factor: 1 - rate * group.weightDecay)
                }
            }
            let indices = entries.map(\.index)
            let error = withHandles(entries.map(\.gradient)) { gradients, count in
                ctorch_adamw(
                    indices.map { parameters[$0].handle }, gradients, indices.map { firstMoments[$0].handle },
                    indices.map { secondMoments[$0].handle }, indices.map { steps[$0].handle }, count,
                    rate, options.beta1, options.beta2, group.isTable ? 0 : group.weightDecay, options.epsilon)
            }
            try check(error)
        }
    }

    /// The decay of those rows of a table that a gradient reaches or has reached.
    private func decayRows(_ index: Int, _ gradient: Tensor, factor: Double) throws(TorchError) {
        // A row that a gradient has reached has a second moment.
        var before = reached[index]
        if before == nil { before = try secondMoments[index].maximum(1).greater(0) }
        guard let before else { return }
        let parameter = parameters[index]
        reached[index] = try .make { ctorch_decay_rows($0, parameter.handle, gradient.handle, before.handle, factor) }
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
        let counts: [Float] = try stacked(steps, 0).array()
        return counts.map(Double.init)
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
        reached = [:]
        self.step = step
    }
}
