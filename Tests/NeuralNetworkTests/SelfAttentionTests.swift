import NeuralNetwork
import TestSupport
import Testing
import Torch

@Suite("Self-attention and its cache")
struct SelfAttentionTests {
    enum Kind: Sendable, CaseIterable {
        case causal, window

        /// A window of four positions.
        var mask: AttentionMask {
            switch self {
            case .causal: .causal
            case .window: .window(width: 4)
            }
        }
    }

    /// A layer whose heads need not fill its width, with queries and keys normalised or not.
    private static func layer(groups: Int, normalized: Bool = true) throws -> (SelfAttention, AttentionShape) {
        let shape = AttentionShape(hidden: 10, heads: 4, keyValueHeads: groups, headDimension: 6)
        let attention = try SelfAttention(
            shape, normEpsilon: normalized ? 1e-6 : nil, bias: !normalized, from: Weights(RandomWeights()))
        return (attention, shape)
    }

    private let rotary: RotaryEmbedding
    private let x: Tensor

    init() throws {
        rotary = try RotaryEmbedding(positions: 0..<9, headDimension: 6, theta: 1e4)
        x = try Grid(noise: 1, 2, 9, 10).tensor(.float32)
    }

    /// True where the query sees the key, spelt out.
    private func explicit(_ kind: Kind) throws -> Tensor {
        let seen = (0..<81).map { index -> UInt8 in
            let (query, key) = (index / 9, index % 9)
            return key <= query && (kind == .causal || query - key < 4) ? 1 : 0
        }
        return try Tensor(seen, shape: [9, 9]).to(.bool)
    }

    @Test("The masks agree with explicit ones, for grouped heads too", arguments: Kind.allCases, [4, 2, 1])
    func masks(kind: Kind, groups: Int) throws {
        for normalized in [true, false] {
            let (attention, _) = try Self.layer(groups: groups, normalized: normalized)
            let result = try attention(x, rotary, kind.mask)
            #expect(result.shape == [2, 9, 10])
            try expectClose(result, attention(x, rotary, .explicit(explicit(kind))), tolerance: 1e-5)
        }
    }

    @Test("A window as wide as the sequence is causal", arguments: [9, 20])
    func wideWindow(width: Int) throws {
        let (attention, _) = try Self.layer(groups: 2)
        try expectClose(attention(x, rotary, .window(width: width)), attention(x, rotary), tolerance: 0)
    }

    /// Lengths that, added up, give the nine positions.
    @Test(
        "With a cache, any pieces give what the whole gives", arguments: Kind.allCases,
        [[1, 1, 1, 1, 1, 1, 1, 1, 1], [5, 1, 1, 1, 1], [2, 3, 4], [9], [1, 8]])
    func caching(kind: Kind, pieces: [Int]) throws {
        let (attention, shape) = try Self.layer(groups: 2)
        let cache = try KeyValueCache(shape, batch: 2, capacity: 12, .float32, on: .cpu)
        // The second round starts from a cache that was used.
        for _ in 0..<2 {
            cache.reset()
            #expect(cache.count == 0)
            var results: [Tensor] = []
            for piece in pieces {
                let range = cache.count..<cache.count + piece
                results.append(
                    try withoutGradients {
                        try attention(x.narrowed(1, range), rotary.narrowed(range), kind.mask, cache: cache)
                    })
            }
            #expect(cache.count == 9)
            try expectClose(concatenated(results, 1), attention(x, rotary, kind.mask), tolerance: 1e-5)
        }
    }

    @Test(
        "With a window of the past, any pieces give what the whole gives", arguments: [true, false],
        [[1, 1, 1, 1, 1, 1, 1, 1, 1], [5, 1, 1, 1, 1], [2, 3, 4], [9], [1, 8]])
    func past(normalized: Bool, pieces: [Int]) throws {
        let (attention, _) = try Self.layer(groups: 2, normalized: normalized)
        let past = KeyValueWindow(width: 4)
        var (results, start): ([Tensor], Int) = ([], 0)
        for piece in pieces {
            #expect(past.count == min(start, 3))
            // Positions start anew in every piece.
            let positions = try rotary.narrowed(0..<past.count + piece)
            results.append(
                try attention(x.narrowed(1, start..<start + piece), positions, .window(width: 4), past: past))
            start += piece
        }
        try expectClose(concatenated(results, 1), attention(x, rotary, .window(width: 4)), tolerance: 1e-5)
    }

    @Test("A window of one position keeps nothing")
    func narrowest() throws {
        let (attention, _) = try Self.layer(groups: 1)
        let past = KeyValueWindow(width: 1)
        let first = try attention(x.narrowed(1, 0..<5), rotary.narrowed(0..<5), .window(width: 1), past: past)
        #expect(past.count == 0)
        let second = try attention(x.narrowed(1, 5..<9), rotary.narrowed(0..<4), .window(width: 1), past: past)
        try expectClose(
            concatenated([first, second], 1), attention(x, rotary, .window(width: 1)), tolerance: 1e-5)
    }

    @Test("A later position changes nothing before it")
    func causality() throws {
        let (attention, _) = try Self.layer(groups: 1)
        let short = try attention(x.narrowed(1, 0..<5), rotary.narrowed(0..<5))
        try expectClose(attention(x, rotary).narrowed(1, 0..<5), short, tolerance: 1e-5)
    }

    @Test("A batch of another size than the cache's is refused")
    func otherBatch() throws {
        let (attention, shape) = try Self.layer(groups: 2)
        let cache = try KeyValueCache(shape, batch: 2, capacity: 12, .float32, on: .cpu)
        let error = #expect(throws: TorchError.self) {
            try withoutGradients { try attention(x.narrowed(0, 0..<1), rotary, cache: cache) }
        }
        #expect(error?.message.hasSuffix("cannot be assigned to one of the shape [2, 2, 9, 6]") == true)
        #expect(cache.count == 0)
    }

    @Test("A window mask shows each query itself and what the width allows")
    func windowMasks() throws {
        let mask = try windowMask(queries: 2, keys: 4, width: 2, on: .cpu)
        #expect(mask.dtype == .bool)
        #expect(mask.shape == [2, 4])
        #expect(try mask.integers() == [0, 1, 1, 0, 0, 0, 1, 1])
    }
}
