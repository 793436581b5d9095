import NeuralNetwork
import TestSupport
import Torch

/// Parameters from a seeded generator, and a note of what was asked for.
final class RandomWeights: WeightSource {
    private(set) var asked: [String] = []
    private var seed: UInt64 = 0

    func contains(_ name: String) -> Bool { true }

    func parameter(_ name: String, shape: [Int]) throws -> Tensor {
        asked.append("\(name) \(shape)")
        seed += 1
        return try RandomGenerator(seed: seed).normal(shape) * 0.5
    }
}
