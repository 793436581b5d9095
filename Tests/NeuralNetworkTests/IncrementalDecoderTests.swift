import NeuralNetwork
import ProcessorKernels
import TestSupport
import Testing
import Torch

@Suite("Decoder layers, a few positions at a time")
struct IncrementalDecoderTests {
    /// Layers, and the same layers for single positions.
    private struct Model {
        let layers: [DecoderLayer]
        let norm: RMSNorm
        let decoder: IncrementalDecoder
        let rotary: RotaryEmbedding
        let hidden: Int

        init(hidden: Int, heads: Int, groups: Int, dimension: Int, intermediate: Int, positions: Int = 80) throws {
            let shape = AttentionShape(
                hidden: hidden, heads: heads, keyValueHeads: groups, headDimension: dimension)
            let weights = Weights(RandomWeights())
            layers = try (0..<3).map {
                try DecoderLayer(shape, intermediate: intermediate, epsilon: 1e-6, from: weights["layers", $0])
            }
            norm = try RMSNorm(from: weights["norm"], hidden, epsilon: 1e-6)
            decoder = try IncrementalDecoder(layers, norm: norm, shape, intermediate: intermediate)
            rotary = try RotaryEmbedding(positions: 0..<positions, headDimension: dimension, theta: 1e4)
            self.hidden = hidden
        }

        /// One causal pass: `[T, hidden]`.
        func pass(_ x: Tensor) throws -> Tensor {
            let rotary = try rotary.narrowed(0..<x.size(0))
            let states = try layers.reduce(x.unsqueezed(0)) { try $1($0, rotary, .causal, cache: nil) }
            return try norm(states).squeezed(0)
        }
    }

    private static let shapes = [
        (hidden: 10, heads: 4, groups: 2, dimension: 6, intermediate: 14),
        (hidden: 16, heads: 4, groups: 4, dimension: 8, intermediate: 24),
        (hidden: 24, heads: 6, groups: 1, dimension: 10, intermediate: 40),
        // Wide enough to be divided over threads.
        (hidden: 256, heads: 8, groups: 4, dimension: 32, intermediate: 640),
    ]

    private func model(_ index: Int) throws -> Model {
        let shape = Self.shapes[index]
        return try Model(
            hidden: shape.hidden, heads: shape.heads, groups: shape.groups, dimension: shape.dimension,
            intermediate: shape.intermediate)
    }

    @Test("They agree with one causal pass, however the positions are divided", arguments: shapes.indices)
    func agreement(index: Int) throws {
        let model = try model(index)
        let x = try RandomGenerator(seed: 5).normal([70, model.hidden])
        let expected = try model.pass(x)
        let values: [Float] = try x.array()
        for pieces in [[70], [1, 69], [33, 1, 1, 35], Array(repeating: 1, count: 70)] {
            try model.decoder.reserve(slots: 1, model.rotary)
            var states: [Float] = []
            for piece in pieces {
                let start = states.count
                let part = Array(values[start..<start + piece * model.hidden])
                states += try model.decoder(part, slots: Array(repeating: 0, count: piece))
            }
            try expectClose(Tensor(states, shape: [70, model.hidden]), expected, tolerance: 2e-5)
        }
    }

    @Test("Sequences side by side are to the last bit what they are alone", arguments: shapes.indices)
    func independence(index: Int) throws {
        let model = try model(index)
        let sequences: [[Float]] = try (0..<3).map { number in
            try RandomGenerator(seed: UInt64(number)).normal([20, model.hidden]).array()
        }
        var alone: [[Float]] = []
        for sequence in sequences {
            try model.decoder.reserve(slots: 1, model.rotary)
            alone.append(try model.decoder(sequence, slots: Array(repeating: 0, count: 20)))
        }
        // They begin at different times, and a slot is used again.
        try model.decoder.reserve(slots: 3, model.rotary)
        var together: [[Float]] = [[], [], []]
        func row(_ sequence: Int) -> ArraySlice<Float> {
            sequences[sequence][together[sequence].count..<together[sequence].count + model.hidden]
        }
        for time in 0..<26 {
            if time == 3 {
                model.decoder.clear(slot: 2)
                together[2] = []
            }
            let active = (0..<3).filter { together[$0].count < sequences[$0].count && time >= 2 * $0 || $0 == 2 }
                .filter { together[$0].count < sequences[$0].count }
            let states = try model.decoder(active.flatMap { row($0) }, slots: active)
            for (index, sequence) in active.enumerated() {
                together[sequence] += states[index * model.hidden..<(index + 1) * model.hidden]
            }
        }
        #expect(together == alone)
    }

    @Test("A full or missing slot is refused, and nothing has happened")
    func refusals() throws {
        let model = try Model(hidden: 10, heads: 2, groups: 2, dimension: 4, intermediate: 8, positions: 3)
        try model.decoder.reserve(slots: 2, model.rotary)
        let x: [Float] = try RandomGenerator(seed: 1).normal([3, 10]).array()
        #expect(throws: DecodingError.missingSlot(slots: 2)) { try model.decoder(x, slots: [0, 1, 2]) }
        let first = try model.decoder(x, slots: [0, 0, 0])
        #expect(throws: DecodingError.fullSlot(capacity: 3)) { try model.decoder(Array(x[..<20]), slots: [1, 0]) }
        #expect(try model.decoder(x, slots: [1, 1, 1]) == first)
        #expect(try model.decoder([], slots: []) == [])
    }

    @Test("bf16 and eight-bit weights give what their widened copies give")
    func storage() throws {
        let shape = AttentionShape(hidden: 16, heads: 4, keyValueHeads: 2, headDimension: 8)
        func decoder(_ rounding: RoundedWeights.Rounding, _ storage: WeightStorage) throws -> IncrementalDecoder {
            let weights = Weights(RoundedWeights(rounding))
            let layer = try DecoderLayer(shape, intermediate: 24, epsilon: 1e-6, from: weights["layer"])
            let norm = try RMSNorm(from: weights["norm"], 16, epsilon: 1e-6)
            let decoder = try IncrementalDecoder([layer], norm: norm, shape, intermediate: 24, storage)
            try decoder.reserve(slots: 1, RotaryEmbedding(positions: 0..<9, headDimension: 8, theta: 1e4))
            return decoder
        }
        let x: [Float] = try RandomGenerator(seed: 2).normal([9, 16]).array()
        let slots = Array(repeating: 0, count: 9)
        let halves = try decoder(.halves, .asStored)(x, slots: slots)
        #expect(try decoder(.widenedHalves, .asStored)(x, slots: slots) == halves)
        let eight = try Tensor(decoder(.none, .int8)(x, slots: slots))
        try expectClose(eight, Tensor(decoder(.eightBits, .asStored)(x, slots: slots)), tolerance: 1e-5)
        #expect(try eight.array() != decoder(.none, .asStored)(x, slots: slots))
    }
}

/// Random weights, rounded by hand.
private final class RoundedWeights: WeightSource {
    enum Rounding {
        case none, halves, widenedHalves
        /// Matrices only, each row to 255 steps.
        case eightBits
    }

    private let rounding: Rounding
    private let source = RandomWeights()

    init(_ rounding: Rounding) {
        self.rounding = rounding
    }

    func contains(_ name: String) -> Bool { true }

    func parameter(_ name: String, shape: [Int]) throws -> Tensor {
        let exact = try source.parameter(name, shape: shape)
        switch rounding {
        case .none: return exact
        case .halves: return try exact.to(.bfloat16)
        case .widenedHalves: return try exact.to(.bfloat16).to(.float32)
        case .eightBits:
            guard shape.count == 2 else { return exact }
            let values: [Float] = try exact.array()
            let rows = stride(from: 0, to: values.count, by: shape[1]).map { values[$0..<$0 + shape[1]] }
            let rounded = rows.flatMap { row in
                let step = (row.map(abs).max() ?? 0) / 127
                return row.map { ($0 / step).rounded(.toNearestOrEven) * step }
            }
            return try Tensor(rounded, shape: shape)
        }
    }
}
