public import Torch

/// Where a model's parameters come from: a checkpoint, or random numbers.
public protocol WeightSource: AnyObject {
    /// The parameter called `name`, which the model needs in `shape`.
    ///
    /// A source that finds it missing or misshaped notes that and returns a stand-in, so that all problems of a
    /// checkpoint are reported together once the model is built.
    func parameter(_ name: String, shape: [Int]) throws -> Tensor

    /// Whether an optional parameter is there.
    func contains(_ name: String) -> Bool

    /// A parameter that belongs to the checkpoint's layout and that the model does not use.
    ///
    /// A checkpoint need not read it; random weights, which are to become a checkpoint, must make it.
    func carryAlong(_ name: String, shape: [Int]) throws
}

extension WeightSource {
    /// Asks for the parameter like for any other.
    public func carryAlong(_ name: String, shape: [Int]) throws {
        _ = try parameter(name, shape: shape)
    }
}

/// The parameters below a dotted prefix of a source.
public struct Weights {
    /// What is asked for the parameters, by their full names.
    public let source: any WeightSource
    /// The names' common beginning, without its last dot; empty at the root.
    public let path: String

    /// Looks at the parameters of `source` below `path`.
    public init(_ source: any WeightSource, path: String = "") {
        self.source = source
        self.path = path
    }

    /// The parameters below `name`.
    public subscript(name: String) -> Weights {
        Weights(source, path: full(name))
    }

    /// The parameters of the element `index` of the list `name`.
    public subscript(name: String, index: Int) -> Weights {
        Weights(source, path: full("\(name).\(index)"))
    }

    /// The parameter `name` below this prefix, which the model needs in `shape`.
    public func parameter(_ name: String, _ shape: Int...) throws -> Tensor {
        try source.parameter(full(name), shape: shape)
    }

    /// Whether an optional parameter is there below this prefix.
    public func contains(_ name: String) -> Bool {
        source.contains(full(name))
    }

    /// Notes a parameter that the layout has and the model does not use.
    public func carryAlong(_ name: String, _ shape: Int...) throws {
        try source.carryAlong(full(name), shape: shape)
    }

    private func full(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
