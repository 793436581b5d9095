import NeuralNetwork
import Torch

/// The vectors of one quantizer, kept in checkpoints as sums over the inputs that fell to each, with their count.
///
/// Reference: van den Oord et al., "Neural Discrete Representation Learning", appendix A.1.
struct Codebook {
    /// `[entries, width]`.
    let vectors: Tensor

    /// - Parameters:
    ///   - sumName: what the checkpoint calls the sums.
    init(from weights: Weights, entries: Int, width: Int, sumName: String) throws {
        let usage = try weights.parameter("cluster_usage", entries)
        let sums = try weights.parameter(sumName, entries, width)
        vectors = try withoutGradients { try sums / usage.clamped(1e-5).unsqueezed(1) }
    }

    /// The index of the nearest vector for each row of `x` `[N, width]`: `[N]`.
    ///
    /// Reference: `MimiEuclideanCodebook.quantize` (transformers 4.57), whose distances round in the same way.
    func nearest(_ x: Tensor) throws -> Tensor {
        try x.to(.float32).pairwiseDistances(vectors).argmin(-1)
    }

    /// The vectors that `indices` (int64, any shape) name.
    func callAsFunction(_ indices: Tensor) throws -> Tensor {
        try embedding(vectors, indices)
    }
}
