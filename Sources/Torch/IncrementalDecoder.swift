import CTorch

/// The layers of a Qwen3 decoder for generation on the CPU: a few positions at a time, of several sequences at once,
/// whose keys and values lie in memory allocated once.
///
/// What a row becomes does not depend on the other rows of a call, to the last bit: sequences generated together equal
/// those generated alone.
public final class IncrementalDecoder {
    /// The sizes that all layers have.
    public struct Shape: Sendable, Equatable {
        public let hidden, intermediate, heads, keyValueHeads, headDimension: Int
        /// That of all norms.
        public let epsilon: Double

        /// Describes layers in which `heads / keyValueHeads` query heads share each key and value.
        public init(
            hidden: Int, intermediate: Int, heads: Int, keyValueHeads: Int, headDimension: Int, epsilon: Double
        ) {
            self.hidden = hidden
            self.intermediate = intermediate
            self.heads = heads
            self.keyValueHeads = keyValueHeads
            self.headDimension = headDimension
            self.epsilon = epsilon
        }
    }

    /// The weights of one layer, on the CPU.
    public struct Layer {
        let parameters: [Tensor]

        /// Every linear weight is `[out, in]`, without bias.
        public init(
            attentionNorm: Tensor, q: Tensor, k: Tensor, v: Tensor, qNorm: Tensor, kNorm: Tensor, output: Tensor,
            feedForwardNorm: Tensor, gate: Tensor, up: Tensor, down: Tensor
        ) {
            parameters = [attentionNorm, q, k, v, qNorm, kNorm, output, feedForwardNorm, gate, up, down]
        }
    }

    private let shape: Shape
    private let handle: ctorch_decoder

    /// Keeps the weights in their own memory, or copies them if `storage` says so.
    public init(
        _ shape: Shape, _ layers: [Layer], norm: Tensor, _ storage: WeightStorage = .asStored
    ) throws(TorchError) {
        self.shape = shape
        let sizes = ctorch_decoder_shape(
            hidden: Int64(shape.hidden), intermediate: Int64(shape.intermediate), heads: Int64(shape.heads),
            key_value_heads: Int64(shape.keyValueHeads), head_dimension: Int64(shape.headDimension),
            epsilon: shape.epsilon)
        var out = ctorch_decoder(pointer: nil)
        try check(
            withHandles(layers.flatMap(\.parameters) + [norm]) {
                ctorch_decoder_make(&out, sizes, $0, $1, storage == .int8)
            })
        handle = out
    }

    deinit {
        ctorch_decoder_free(handle)
    }

    /// Makes room for `slots` sequences, all of them empty, as long as the tables of angles, `[positions, D]` each.
    public func reserve(slots: Int, cosine: Tensor, sine: Tensor) throws(TorchError) {
        try check(ctorch_decoder_reserve(handle, Int64(slots), cosine.handle, sine.handle))
    }

    /// Forgets the sequence of a slot.
    public func clear(slot: Int) {
        ctorch_decoder_clear(handle, Int64(slot))
    }

    /// The hidden states, after the final norm, of the next positions of sequences.
    ///
    /// - Parameters:
    ///   - vectors: the positions' embeddings, one behind the other.
    ///   - slots: whose next position each vector is; a slot may come several times.
    /// - Throws: `TorchError` when a slot is full or not there; then nothing was done.
    public func callAsFunction(_ vectors: [Float], slots: [Int]) throws(TorchError) -> [Float] {
        precondition(vectors.count == slots.count * shape.hidden, "one vector per slot")
        guard !slots.isEmpty else { return [] }
        var error = ctorch_error(pointer: nil)
        let states = [Float](unsafeUninitializedCapacity: vectors.count) { buffer, count in
            error = ctorch_decoder_run(
                handle, vectors, slots.map(Int64.init), Int64(slots.count), buffer.baseAddress)
            count = error.pointer == nil ? vectors.count : 0
        }
        try check(error)
        return states
    }
}
