public import ProcessorKernels
import Torch

extension IncrementalDecoder {
    /// Reads the weights of `layers`, which are on the CPU.
    ///
    /// - Parameter intermediate: the width between the projections of the feed-forward parts.
    public convenience init(
        _ layers: [DecoderLayer], norm: RMSNorm, _ shape: AttentionShape, intermediate: Int,
        _ storage: WeightStorage = .asStored
    ) throws {
        try self.init(
            Shape(
                hidden: shape.hidden, intermediate: intermediate, heads: shape.heads,
                keyValueHeads: shape.keyValueHeads, headDimension: shape.headDimension, epsilon: norm.epsilon),
            layers.map { try $0.incremental(storage) }, norm: norm.weight.floats())
    }

    /// Makes room for `slots` sequences, as long as the rotary embedding's positions.
    public func reserve(slots: Int, _ rotary: RotaryEmbedding) throws {
        try reserve(slots: slots, cosine: rotary.cosine.floats(), sine: rotary.sine.floats())
    }
}

extension DecoderLayer {
    fileprivate func incremental(_ storage: WeightStorage) throws -> IncrementalDecoder.Layer {
        guard let qNorm = attention.qNorm, let kNorm = attention.kNorm else {
            preconditionFailure("a Qwen3 decoder normalises queries and keys")
        }
        func matrix(_ layer: Linear) throws -> WeightMatrix { try WeightMatrix(layer.weight, storage) }
        return IncrementalDecoder.Layer(
            attentionNorm: try attentionNorm.weight.floats(), q: try matrix(attention.q), k: try matrix(attention.k),
            v: try matrix(attention.v), qNorm: try qNorm.weight.floats(), kNorm: try kNorm.weight.floats(),
            output: try matrix(attention.output), feedForwardNorm: try feedForwardNorm.weight.floats(),
            gate: try matrix(feedForward.gate), up: try matrix(feedForward.up), down: try matrix(feedForward.down))
    }
}

extension Linear {
    /// The layer for a few vectors at a time, on the CPU.
    public func matrix(_ storage: WeightStorage = .asStored) throws -> WeightMatrix {
        try WeightMatrix(weight, bias: bias, storage)
    }
}

extension Embedding {
    /// The table for single rows, on the CPU.
    public func matrix() throws -> WeightMatrix {
        try WeightMatrix(table)
    }
}
