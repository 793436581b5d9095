import Foundation

/// Draws tokens from logits, reproducibly: the same seed and logits give the same tokens on any machine.
///
/// Reference: the order of transformers 4.57: repetition penalty, minimum length, suppressed tokens, temperature,
/// top-k, top-p.
public struct Sampler: Sendable {
    private var state: UInt64

    /// Starts the stream of random numbers that `seed` names.
    public init(seed: UInt64) {
        state = seed
    }

    /// Chooses a token.
    ///
    /// - Parameters:
    ///   - previous: tokens that the repetition penalty applies to, each once.
    ///   - isAllowed: false for tokens that are never chosen here.
    public mutating func choose(
        _ logits: [Float], _ options: SamplingOptions, previous: Set<Int> = [], isAllowed: (Int) -> Bool = { _ in true }
    ) -> Int {
        let candidates = Self.candidates(logits, options, previous: previous, isAllowed: isAllowed)
        guard options.isSampled else { return candidates[0].token }
        var threshold = uniform()
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
            var score = Double(logit)
            if options.repetitionPenalty != 1 && previous.contains(token) {
                score = score < 0 ? score * options.repetitionPenalty : score / options.repetitionPenalty
            }
            scores.append((token, options.isSampled ? score / options.temperature : score))
        }
        precondition(!scores.isEmpty, "no token is allowed")
        scores.sort { $0.score > $1.score || ($0.score == $1.score && $0.token < $1.token) }
        if options.isSampled && options.topK > 0 && options.topK < scores.count {
            // Tokens that tie with the last one stay, as in the reference.
            let last = scores[options.topK - 1].score
            scores = Array(scores.prefix { $0.score >= last })
        }
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

    /// SplitMix64, as a number in [0, 1).
    ///
    /// Reference: Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators", figure 17.
    public mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return Double(z >> 11) * 0x1p-53
    }
}
