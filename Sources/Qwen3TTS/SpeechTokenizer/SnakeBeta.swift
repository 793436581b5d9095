import NeuralNetwork
import Torch

/// `x + sin²(α x) / β` with a frequency α and a magnitude β per channel, stored as logarithms.
///
/// Reference: Liu et al., "Neural Networks Fail to Learn Periodic Functions", equation 3; `SnakeBeta` (qwen-tts 0.1.1).
struct SnakeBeta {
    /// α and 1 / β, worked out once: the speech tokenizer's parameters never change.
    private let frequency, inverse: Tensor  // [channels, 1]

    init(from weights: Weights, _ channels: Int) throws {
        let alpha = try weights.parameter("alpha", channels)
        let beta = try weights.parameter("beta", channels)
        (frequency, inverse) = try withoutGradients {
            let magnitude = try beta.exponential() + 1e-9
            return (try alpha.exponential().unsqueezed(1), try magnitude.reciprocal().unsqueezed(1))
        }
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try snakeBeta(x, frequency: frequency, inverse: inverse)
    }
}
