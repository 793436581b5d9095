import Foundation

/// How an epoch's clips are divided among speakers.
enum SpeakerShares {
    /// Clips per speaker, proportional to nᵅ, of the same sum as `counts`; what rounding leaves goes to the largest remainders.
    static func clips(perSpeaker counts: [Int], balance: Double) -> [Int] {
        let total = counts.reduce(0, +)
        guard total > 0, balance < 1 else { return counts }
        let weights = counts.map { pow(Double($0), balance) }
        let exact = weights.map { $0 / weights.reduce(0, +) * Double(total) }
        var shares = exact.map { Int($0) }
        let byRemainder = exact.indices.sorted {
            (exact[$1] - exact[$1].rounded(.down), $0) < (exact[$0] - exact[$0].rounded(.down), $1)
        }
        for index in byRemainder.prefix(total - shares.reduce(0, +)) { shares[index] += 1 }
        return shares
    }
}
