import NeuralNetwork
import Randomness
import Torch

/// Parameters drawn at random: the same for the same seed, name and shape, in whatever order they are asked for.
final class RandomWeights: WeightSource {
    private let seed: UInt64
    private let storage: (String) -> DType
    private let distribution: (String, [Int]) -> InitialDistribution
    private let made: (Int) -> Void
    private var indices: [String: Int] = [:]
    /// All that were made, in the order in which they were first asked for.
    private(set) var parameters: [(name: String, tensor: Tensor)] = []

    /// - Parameters:
    ///   - storage: the dtype by the parameter's name.
    ///   - distribution: by the parameter's name and shape.
    ///   - made: is told the number of elements whenever some have been made.
    init(
        seed: UInt64, storage: @escaping (String) -> DType = { _ in .float32 },
        distribution: @escaping (String, [Int]) -> InitialDistribution, made: @escaping (Int) -> Void = { _ in }
    ) {
        self.seed = seed
        self.storage = storage
        self.distribution = distribution
        self.made = made
    }

    func contains(_ name: String) -> Bool { true }

    /// The tensor of that name; asked for again, it is the same one.
    func parameter(_ name: String, shape: [Int]) throws -> Tensor {
        if let known = self[name] { return known }
        let tensor: Tensor
        switch distribution(name, shape) {
        case .constant(let value):
            tensor = try Tensor.full(shape, value, storage(name))
            made(tensor.elementCount)
        case .normal(let deviation):
            tensor = try normal(name, shape, deviation)
        }
        indices[name] = parameters.count
        parameters.append((name, tensor))
        return tensor
    }

    /// A parameter that was made already.
    subscript(name: String) -> Tensor? { indices[name].map { parameters[$0].tensor } }

    /// Converts those made so far that `isIncluded`.
    func convert(to dtype: DType, where isIncluded: (String) -> Bool) throws {
        for index in parameters.indices where isIncluded(parameters[index].name) {
            parameters[index].tensor = try parameters[index].tensor.to(dtype)
        }
    }

    /// Drawn in float32 and stored piece by piece, so that a large table never is in memory as float32.
    private func normal(_ name: String, _ shape: [Int], _ deviation: Double) throws -> Tensor {
        let generator = try RandomGenerator(seed: Self.mixed(seed, name))
        let tensor = try Tensor.empty([shape.reduce(1, *)], storage(name))
        var start = 0
        while start < tensor.elementCount {
            let end = min(start + Self.pieceLength, tensor.elementCount)
            try tensor.narrowed(0, start..<end).assign(generator.normal([end - start]) * deviation)
            made(end - start)
            start = end
        }
        return try tensor.reshaped(shape)
    }

    private static let pieceLength = 1 << 22

    /// A seed of its own for each name.
    ///
    /// The generator looks at its lower half alone, so all bits have to depend on both.
    ///
    /// Reference: `StableHash`, `SeededGenerator`.
    static func mixed(_ seed: UInt64, _ name: String) -> UInt64 {
        SeededGenerator.mixed(StableHash(of: name.utf8).value &+ seed &* SeededGenerator.step)
    }
}
