public import Torch

/// A tensor that training changes, under the name that files and messages have for it.
public struct Parameter {
    /// The official name, or one that is no parameter's of the model.
    public let name: String
    /// Changed in place.
    public let tensor: Tensor

    /// Names a tensor.
    public init(_ name: String, _ tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}

/// Parameters that are updated alike.
public struct ParameterGroup {
    /// Those of the group.
    public var parameters: [Parameter]
    /// What the run's learning rate is multiplied by.
    public var rateScale: Double
    /// Times the learning rate, the share of each element that an update takes away.
    public var weightDecay: Double
    /// Whether these are tables of rows, of which a step reads a few: rows that no gradient has reached do not decay.
    public var isTable: Bool

    /// Puts parameters together.
    public init(_ parameters: [Parameter], rateScale: Double = 1, weightDecay: Double, isTable: Bool = false) {
        self.parameters = parameters
        self.rateScale = rateScale
        self.weightDecay = weightDecay
        self.isTable = isTable
    }
}
