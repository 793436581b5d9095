import NeuralNetwork
import Torch

/// Quantizers in a row, each of which codes what the ones before left over.
///
/// Reference: Zeghidour et al., "SoundStream", algorithm 1.
struct ResidualVectorQuantizer {
    let codebooks: [Codebook]

    /// The codes of latents `[N, width]`: `[N, codebooks]`.
    func encode(_ latents: Tensor) throws -> Tensor {
        var remainder = latents
        var codes: [Tensor] = []
        for codebook in codebooks {
            let nearest = try codebook.nearest(remainder)
            remainder = try remainder - codebook(nearest)
            codes.append(nearest)
        }
        return try stacked(codes, 1)
    }

    /// The sum of the vectors that codes `[B, T, codebooks]` name: `[B, T, width]`.
    func decode(_ codes: Tensor) throws -> Tensor {
        let vectors = try codebooks.enumerated().map { try $1(codes.select(2, $0)) }
        return try vectors.dropFirst().reduce(vectors[0]) { try $0 + $1 }
    }
}
