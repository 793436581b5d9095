import CKernels

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

    /// The weights of one layer.
    public struct Layer {
        /// `[in, out]` of a linear layer is a matrix of `out` rows and `in` columns, without bias.
        public var q, k, v, output, gate, up, down: WeightMatrix
        /// `[hidden]`.
        public var attentionNorm, feedForwardNorm: [Float]
        /// `[head dimension]`.
        public var qNorm, kNorm: [Float]

        /// Describes a layer, in the order of its parts.
        public init(
            attentionNorm: [Float], q: WeightMatrix, k: WeightMatrix, v: WeightMatrix, qNorm: [Float], kNorm: [Float],
            output: WeightMatrix, feedForwardNorm: [Float], gate: WeightMatrix, up: WeightMatrix, down: WeightMatrix
        ) {
            self.attentionNorm = attentionNorm
            (self.q, self.k, self.v, self.qNorm, self.kNorm) = (q, k, v, qNorm, kNorm)
            (self.output, self.feedForwardNorm) = (output, feedForwardNorm)
            (self.gate, self.up, self.down) = (gate, up, down)
        }

        fileprivate func check(_ shape: Shape) {
            let (query, key) = (shape.heads * shape.headDimension, shape.keyValueHeads * shape.headDimension)
            let expected = [
                (q, query, shape.hidden), (k, key, shape.hidden), (v, key, shape.hidden),
                (output, shape.hidden, query), (gate, shape.intermediate, shape.hidden),
                (up, shape.intermediate, shape.hidden), (down, shape.hidden, shape.intermediate),
            ]
            for (matrix, rows, columns) in expected {
                precondition(matrix.rows == rows && matrix.columns == columns, "a matrix of another shape")
            }
            precondition(attentionNorm.count == shape.hidden && feedForwardNorm.count == shape.hidden, "a wrong norm")
            precondition(qNorm.count == shape.headDimension && kNorm.count == shape.headDimension, "a wrong norm")
        }

        /// Calls `body` with the layer as C has it.
        fileprivate func withParts<Result>(_ body: (ckernels_layer) -> Result) -> Result {
            attentionNorm.withUnsafeBufferPointer { attention in
                qNorm.withUnsafeBufferPointer { query in
                    kNorm.withUnsafeBufferPointer { key in
                        feedForwardNorm.withUnsafeBufferPointer { forward in
                            body(
                                ckernels_layer(
                                    q: q.handle, k: k.handle, v: v.handle, output: output.handle, gate: gate.handle,
                                    up: up.handle, down: down.handle, attention_norm: attention.baseAddress,
                                    q_norm: query.baseAddress, k_norm: key.baseAddress,
                                    feed_forward_norm: forward.baseAddress))
                        }
                    }
                }
            }
        }
    }

    private let shape: Shape
    private let handle: OpaquePointer
    /// Kept for their matrices, which the decoder reads.
    private let layers: [Layer]
    private var slots = 0, capacity = 0

    /// Decodes with these layers and a final norm, `[hidden]`.
    ///
    /// - Precondition: the weights have the shape's sizes.
    public init(_ shape: Shape, _ layers: [Layer], norm: [Float]) throws(DecodingError) {
        for layer in layers { layer.check(shape) }
        precondition(norm.count == shape.hidden, "a wrong norm")
        let sizes = ckernels_shape(
            hidden: Int64(shape.hidden), intermediate: Int64(shape.intermediate), heads: Int64(shape.heads),
            key_value_heads: Int64(shape.keyValueHeads), head_dimension: Int64(shape.headDimension),
            epsilon: Float(shape.epsilon))
        guard let made = Self.make(sizes, layers[...], [], norm) else { throw .outOfMemory }
        (self.shape, self.layers, handle) = (shape, layers, made)
    }

    deinit {
        ckernels_decoder_free(handle)
    }

    /// Makes room for `slots` sequences, all of them empty, as long as the tables of angles, `[positions, D]` each.
    public func reserve(slots: Int, cosine: [Float], sine: [Float]) throws(DecodingError) {
        precondition(
            cosine.count == sine.count && cosine.count.isMultiple(of: shape.headDimension),
            "a rotary table has a row of the head's dimension per position")
        let capacity = cosine.count / shape.headDimension
        guard ckernels_decoder_reserve(handle, Int64(slots), Int64(capacity), cosine, sine) else { throw .outOfMemory }
        (self.slots, self.capacity) = (slots, capacity)
    }

    /// Forgets the sequence of a slot.
    public func clear(slot: Int) {
        precondition(slot >= 0 && slot < slots, "no slot \(slot)")
        ckernels_decoder_clear(handle, Int64(slot))
    }

    /// The hidden states, after the final norm, of the next positions of sequences.
    ///
    /// - Parameters:
    ///   - vectors: the positions' embeddings, one behind the other.
    ///   - slots: whose next position each vector is; a slot may come several times.
    /// - Throws: when a slot is full or not there, or memory does not suffice; then nothing was done.
    public func callAsFunction(_ vectors: [Float], slots: [Int]) throws(DecodingError) -> [Float] {
        precondition(vectors.count == slots.count * shape.hidden, "one vector per slot")
        guard !slots.isEmpty else { return [] }
        var status = CKERNELS_DONE
        let states = [Float](unsafeUninitializedCapacity: vectors.count) { buffer, count in
            status = ckernels_decoder_run(
                handle, vectors, slots.map(Int64.init), Int64(slots.count), buffer.baseAddress)
            count = status == CKERNELS_DONE ? vectors.count : 0
        }
        switch status {
        case CKERNELS_DONE: return states
        case CKERNELS_NO_SLOT: throw .missingSlot(slots: self.slots)
        case CKERNELS_FULL: throw .fullSlot(capacity: capacity)
        default: throw .outOfMemory
        }
    }

    /// Hands all layers to C at once, whose parts lie where they are until then.
    private static func make(
        _ shape: ckernels_shape, _ rest: ArraySlice<Layer>, _ parts: [ckernels_layer], _ norm: [Float]
    ) -> OpaquePointer? {
        guard let layer = rest.first else { return ckernels_decoder_make(shape, parts, Int64(parts.count), norm) }
        return layer.withParts { make(shape, rest.dropFirst(), parts + [$0], norm) }
    }
}
