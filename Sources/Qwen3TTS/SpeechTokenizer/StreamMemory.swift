import NeuralNetwork
import Torch

/// What the layers of a causal network remember of a stream between its chunks.
///
/// A layer that looks back is given its last inputs again, ahead of the new ones; so the same code computes a whole
/// recording at once (without a memory) and a chunk of one.
final class StreamMemory {
    /// Of the attention layers, in their order.
    let windows: [KeyValueWindow]
    /// The last inputs of each convolution, by its weight, which no two of them share.
    private var inputs: [ObjectIdentifier: Tensor] = [:]

    init(windows: [KeyValueWindow] = []) {
        self.windows = windows
    }

    /// `x` `[B, C, T]` behind the `count` inputs before it, which are zeros at the beginning: `[B, C, count + T]`.
    ///
    /// - Parameter weight: tells the layer from the others; it has to live as long as this memory.
    func extended(_ x: Tensor, by count: Int, for weight: Tensor) throws -> Tensor {
        guard count > 0 else { return x }
        let layer = ObjectIdentifier(weight)
        let extended = try inputs[layer].map { try concatenated([$0, x], 2) } ?? x.padded(left: count, right: 0)
        let end = extended.size(2)
        // A copy, since a view would keep the whole chunk.
        inputs[layer] = try extended.narrowed(2, end - count..<end).clone()
        return extended
    }
}
