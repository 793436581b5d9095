import Foundation
import Qwen3TTS
import SpeechGeneration
import Testing

@Suite("Sampler")
struct SamplerTests {
    private func candidates(
        _ logits: [Float], _ options: SamplingOptions, previous: Set<Int> = [], isAllowed: (Int) -> Bool = { _ in true }
    ) -> (tokens: [Int], probabilities: [Double]) {
        let found = Sampler.candidates(logits, options, previous: previous, isAllowed: isAllowed)
        return (found.map(\.token), found.map(\.probability))
    }

    private func expect(
        _ found: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isClose = found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 }
        #expect(isClose, "\(found), expected \(expected)", sourceLocation: sourceLocation)
    }

    // exp(log n) is n, so that the probabilities are known fractions.
    private func logits(_ weights: Double...) -> [Float] { weights.map { Float(log($0)) } }
    private let plain = SamplingOptions(temperature: 1, topK: 0)

    @Test("The most probable comes first, and equals come in the order of their tokens")
    func order() {
        let (tokens, probabilities) = candidates([0, 1, 0, 1, -1], plain)
        #expect(tokens == [1, 3, 0, 2, 4])
        let total = 2 * M_E + 2 + 1 / M_E
        expect(probabilities, [M_E, M_E, 1, 1, 1 / M_E].map { $0 / total })
    }

    @Test("A temperature divides the logits")
    func temperature() {
        let options = SamplingOptions(temperature: 0.5, topK: 0)
        expect(candidates([0, 1], options).probabilities, [exp(2) / (exp(2) + 1), 1 / (exp(2) + 1)])
    }

    @Test(
        "Top-k keeps the most probable, and what ties with the last of them",
        arguments: [(0, 4), (1, 1), (2, 3), (3, 3), (4, 4), (50, 4)])
    func topK(k: Int, kept: Int) {
        let options = SamplingOptions(temperature: 1, topK: k)
        let (tokens, probabilities) = candidates([3, 2, 2, 1], options)
        #expect(tokens == Array([0, 1, 2, 3].prefix(kept)))
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    }

    @Test(
        "Top-p keeps what is needed to reach the probability, and one at least",
        arguments: [(0.05, 1), (0.49, 1), (0.51, 2), (0.79, 2), (0.81, 3), (0.94, 3), (0.96, 4), (1, 4)])
    func topP(p: Double, kept: Int) {
        // Probabilities of 0.5, 0.3, 0.15 and 0.05.
        let options = SamplingOptions(temperature: 1, topK: 0, topP: p)
        let (tokens, probabilities) = candidates(logits(0.5, 0.3, 0.15, 0.05), options)
        #expect(tokens == Array(0..<kept))
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    }

    @Test("Top-p counts the probabilities that top-k leaves")
    func topKThenTopP() {
        // Of 4, 3, 2, 1 top-k leaves 4/7 and 3/7, of which the first alone reaches 0.5 (it has 0.4 of all four).
        let options = SamplingOptions(temperature: 1, topK: 2, topP: 0.5)
        #expect(candidates(logits(4, 3, 2, 1), options).tokens == [0])
    }

    @Test("A repetition penalty divides positive logits, multiplies negative ones, and spares what was not said")
    func repetition() {
        let options = SamplingOptions(temperature: 1, topK: 0, repetitionPenalty: 2)
        let (tokens, probabilities) = candidates([2, 2, -1, -1], options, previous: [0, 2])
        #expect(tokens == [1, 0, 3, 2])
        let weights = [2.0, 1, -1, -2].map { exp($0) }
        expect(probabilities, weights.map { $0 / weights.reduce(0, +) })
    }

    @Test("Greedy decoding knows the penalty, and neither temperature nor top-k nor top-p")
    func greedy() {
        let greedy = SamplingOptions(isSampled: false, temperature: 0.1, topK: 1, topP: 0.1, repetitionPenalty: 2)
        var sampler = Sampler(seed: 0)
        #expect(sampler.choose([3, 2, 1], greedy) == 0)
        #expect(sampler.choose([3, 2, 1], greedy, previous: [0]) == 1)
        #expect(candidates([3, 2, 1], greedy).tokens == [0, 1, 2])
    }

    @Test("What is not allowed is never chosen, and does not count for top-k")
    func suppression() {
        let options = SamplingOptions(temperature: 1, topK: 2)
        #expect(candidates([5, 4, 3, 2], options, isAllowed: { $0 != 0 }).tokens == [1, 2])
        var sampler = Sampler(seed: 1)
        for _ in 0..<100 { #expect(sampler.choose([9, 0, 0], plain, isAllowed: { $0 > 0 }) != 0) }
    }

    @Test("Tokens are drawn as often as they are probable, and the same seed draws the same")
    func frequencies() {
        let weights = logits(6, 3, 1)
        func draw(_ seed: UInt64) -> [Int] {
            var sampler = Sampler(seed: seed)
            return (0..<10_000).map { _ in sampler.choose(weights, plain) }
        }
        let drawn = draw(7)
        #expect(drawn == draw(7))
        #expect(drawn != draw(8))
        for (token, share) in [0.6, 0.3, 0.1].enumerated() {
            let found = Double(drawn.count { $0 == token }) / 10_000
            // Four standard deviations.
            #expect(abs(found - share) < 4 * sqrt(share * (1 - share) / 10_000), "token \(token): \(found)")
        }
    }
}
