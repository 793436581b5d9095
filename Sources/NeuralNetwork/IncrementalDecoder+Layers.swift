public import Torch

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
            layers.map { try $0.incremental() }, norm: norm.weight, storage)
    }

    /// Makes room for `slots` sequences, as long as the rotary embedding's positions.
    public func reserve(slots: Int, _ rotary: RotaryEmbedding) throws {
        try reserve(slots: slots, cosine: rotary.cosine, sine: rotary.sine)
    }
}

extension DecoderLayer {
    fileprivate func incremental() throws -> IncrementalDecoder.Layer {
        guard let qNorm = attention.qNorm, let kNorm = attention.kNorm else {
            preconditionFailure("a Qwen3 decoder normalises queries and keys")
        }
        return IncrementalDecoder.Layer(
            attentionNorm: attentionNorm.weight, q: attention.q.weight, k: attention.k.weight, v: attention.v.weight,
            qNorm: qNorm.weight, kNorm: kNorm.weight, output: attention.output.weight,
            feedForwardNorm: feedForwardNorm.weight, gate: feedForward.gate.weight, up: feedForward.up.weight,
            down: feedForward.down.weight)
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
