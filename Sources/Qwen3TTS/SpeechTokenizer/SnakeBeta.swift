import NeuralNetwork
import Torch

/// `x + sin²(α x) / β` with a frequency α and a magnitude β per channel, stored as logarithms.
///
/// Reference: Liu et al., "Neural Networks Fail to Learn Periodic Functions", equation 3; `SnakeBeta` (qwen-tts 0.1.1).
struct SnakeBeta {
    private let alpha, beta: Tensor  // [channels]

    init(from weights: Weights, _ channels: Int) throws {
        alpha = try weights.parameter("alpha", channels)
        beta = try weights.parameter("beta", channels)
    }

    /// - Parameter x: `[B, channels, T]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let frequency = try alpha.exponential().unsqueezed(1).to(x.dtype)
        let inverse = try (beta.exponential() + 1e-9).reciprocal().unsqueezed(1).to(x.dtype)
        return try x + (x * frequency).sine().squared() * inverse
    }
}
