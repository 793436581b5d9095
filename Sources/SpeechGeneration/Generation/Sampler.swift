import Foundation
import Randomness

/// Draws tokens from logits, reproducibly: the same seed and logits give the same tokens on any machine.
///
/// Reference: the order of transformers 4.57: repetition penalty, minimum length, suppressed tokens, temperature,
/// top-k, top-p.
public struct Sampler: Sendable {
    private var generator: SeededGenerator

    /// Starts the stream of random numbers that `seed` names.
    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Chooses a token.
    ///
    /// - Parameters:
    ///   - previous: tokens that the repetition penalty applies to, each once.
    ///   - isAllowed: false for tokens that are never chosen here.
    public mutating func choose(
        _ logits: [Float], _ options: SamplingOptions, previous: Set<Int> = [], isAllowed: (Int) -> Bool = { _ in true }
    ) -> Int {
        guard options.isSampled else {
            return Self.mostProbable(logits, options, previous: previous, isAllowed: isAllowed)
        }
        let candidates = Self.candidates(logits, options, previous: previous, isAllowed: isAllowed)
        var threshold = generator.uniform01()
        for candidate in candidates {
            threshold -= candidate.probability
            if threshold < 0 { return candidate.token }
        }
        return candidates[candidates.count - 1].token
    }

    /// The tokens that may be chosen with their probabilities, the most probable first.
    public static func candidates(
        _ logits: [Float], _ options: SamplingOptions, previous: Set<Int> = [], isAllowed: (Int) -> Bool = { _ in true }
    ) -> [(token: Int, probability: Double)] {
        var scores: [(token: Int, score: Double)] = []
        scores.reserveCapacity(logits.count)
        for (token, logit) in logits.enumerated() where isAllowed(token) {
            let score = penalized(token, logit, options, previous)
            scores.append((token, options.isSampled ? score / options.temperature : score))
        }
        precondition(!scores.isEmpty, "no token is allowed")
        if options.isSampled && options.topK > 0 && options.topK < scores.count {
            // Tokens that tie with the last one stay, as in the reference.
            let last = threshold(scores.map(\.score), keeping: options.topK)
            scores.removeAll { $0.score < last }
        }
        scores.sort { $0.score > $1.score || ($0.score == $1.score && $0.token < $1.token) }
        let highest = scores[0].score
        var weights = scores.map { exp($0.score - highest) }
        var total = weights.reduce(0, +)
        if options.isSampled && options.topP < 1 {
            var cumulative = 0.0
            var kept = 0
            // A token stays while those before it do not yet reach the probability.
            while kept < weights.count && (kept == 0 || cumulative / total < options.topP) {
                cumulative += weights[kept]
                kept += 1
            }
            scores = Array(scores.prefix(kept))
            weights = Array(weights.prefix(kept))
            total = cumulative
        }
        return zip(scores, weights).map { ($0.token, $1 / total) }
    }

    /// The token of the highest score; of equals, the lowest token.
    private static func mostProbable(
        _ logits: [Float], _ options: SamplingOptions, previous: Set<Int>, isAllowed: (Int) -> Bool
    ) -> Int {
        var best: (token: Int, score: Double)?
        for (token, logit) in logits.enumerated() {
            // Almost every token loses at once, unless a penalty below 1 raises it.
            if let best, Double(logit) <= best.score, options.repetitionPenalty >= 1 { continue }
            guard isAllowed(token) else { continue }
            let score = penalized(token, logit, options, previous)
            if best.map({ score > $0.score }) ?? true { best = (token, score) }
        }
        guard let best else { preconditionFailure("no token is allowed") }
        return best.token
    }

    private static func penalized(
        _ token: Int, _ logit: Float, _ options: SamplingOptions, _ previous: Set<Int>
    ) -> Double {
        let score = Double(logit)
        guard options.repetitionPenalty != 1 && previous.contains(token) else { return score }
        return score < 0 ? score * options.repetitionPenalty : score / options.repetitionPenalty
    }

    /// The score of rank `count`: most scores are only compared with the lowest of the best so far.
    private static func threshold(_ scores: [Double], keeping count: Int) -> Double {
        var best = scores.prefix(count).sorted(by: >)
        for score in scores.dropFirst(count) where score > best[count - 1] {
            var low = 0
            var high = count - 1
            while low < high {
                let middle = (low + high) / 2
                if best[middle] < score { high = middle } else { low = middle + 1 }
            }
            best.removeLast()
            best.insert(score, at: low)
        }
        return best[count - 1]
    }
}
