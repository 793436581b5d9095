import Foundation
import TestSupport
import Testing
import Torch

@Suite("Attention")
struct AttentionTests {
    enum Kind: Sendable, CaseIterable { case full, causal, keeping, adding }

    /// Head by head, query by query.
    private func reference(
        _ q: Grid, _ k: Grid, _ v: Grid, scale: Double, weight: (_ query: Int, _ key: Int) -> Double
    ) -> Grid {
        var result = Grid(q.shape[0], q.shape[1], q.shape[2], v.shape[3])
        let group = q.shape[1] / k.shape[1]
        for b in 0..<q.shape[0] {
            for h in 0..<q.shape[1] {
                for t in 0..<q.shape[2] {
                    let scores = (0..<k.shape[2]).map { s in
                        let product = (0..<q.shape[3]).reduce(0) { $0 + q[b, h, t, $1] * k[b, h / group, s, $1] }
                        return exp(product * scale + weight(t, s))
                    }
                    let total = scores.reduce(0, +)
                    for d in 0..<v.shape[3] {
                        result[b, h, t, d] = scores.indices.reduce(0) {
                            $0 + scores[$1] / total * v[b, h / group, $1, d]
                        }
                    }
                }
            }
        }
        return result
    }

    @Test("Attention agrees with its loop, for grouped heads too", arguments: Kind.allCases, [4, 2, 1])
    func loops(kind: Kind, groups: Int) throws {
        let (q, k, v) = (Grid(noise: 1, 2, 4, 5, 8), Grid(noise: 2, 2, groups, 5, 8), Grid(noise: 3, 2, groups, 5, 8))
        let added = Grid(noise: 4, 5, 5)
        func weight(_ query: Int, _ key: Int) -> Double {
            switch kind {
            case .full: 0
            case .causal: key <= query ? 0 : -.infinity
            case .keeping: (query + key) % 3 == 0 ? -.infinity : 0
            case .adding: added[query, key]
            }
        }
        let mask: Tensor? =
            switch kind {
            case .full, .causal: nil
            case .keeping:
                try Tensor((0..<25).map { ($0 / 5 + $0 % 5) % 3 == 0 ? 0 : 1 } as [UInt8], shape: [5, 5]).to(.bool)
            case .adding: try added.tensor()
            }
        let result = try attention(
            q.tensor(), k.tensor(), v.tensor(), mask: mask, isCausal: kind == .causal, scale: 0.3)
        try expectClose(result, reference(q, k, v, scale: 0.3, weight: weight).tensor(), tolerance: 1e-12)
        let single = try attention(
            q.tensor(.float32), k.tensor(.float32), v.tensor(.float32),
            mask: mask.map { $0.dtype == .bool ? $0 : try $0.to(.float32) }, isCausal: kind == .causal, scale: 0.3)
        try expectClose(single, result, tolerance: 1e-5)
    }

    @Test("One query sees all keys", arguments: [2, 1])
    func oneQuery(groups: Int) throws {
        let (q, k, v) = (Grid(noise: 5, 1, 2, 1, 4), Grid(noise: 6, 1, groups, 9, 4), Grid(noise: 7, 1, groups, 9, 4))
        try expectClose(
            attention(q.tensor(), k.tensor(), v.tensor(), isCausal: false, scale: 0.5),
            reference(q, k, v, scale: 0.5) { _, _ in 0 }.tensor(), tolerance: 1e-12)
    }

    @Test("A mask of one row for each query is broadcast over batch and heads")
    func broadcastMask() throws {
        let (q, k, v) = (Grid(noise: 8, 2, 2, 3, 4), Grid(noise: 9, 2, 2, 3, 4), Grid(noise: 10, 2, 2, 3, 4))
        let mask = try Tensor([1, 0, 1] as [UInt8], shape: [1, 1, 1, 3]).to(.bool)
        try expectClose(
            attention(q.tensor(), k.tensor(), v.tensor(), mask: mask, isCausal: false, scale: 1),
            reference(q, k, v, scale: 1) { $1 == 1 ? -.infinity : 0 }.tensor(), tolerance: 1e-12)
    }
}
