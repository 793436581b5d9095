import NeuralNetwork
public import Torch

/// Brings text embeddings to the talker's width: `fc2(silu(fc1(x)))`, both with bias.
///
/// Reference: `Qwen3TTSTalkerResizeMLP` (qwen-tts 0.1.1). Inference sends every text token through it, so training must.
public struct TextProjection {
    let first, second: Linear

    init(inputs: Int, outputs: Int, from weights: Weights) throws {
        first = try Linear(from: weights["linear_fc1"], inputs, inputs, bias: true)
        second = try Linear(from: weights["linear_fc2"], inputs, outputs, bias: true)
    }

    /// - Parameter x: `[..., text hidden]`.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try second(first(x).silu())
    }
}
