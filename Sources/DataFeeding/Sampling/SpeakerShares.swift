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

extension SpeakerShares {
    /// How many each gets when `total` are dealt one by one among those who have some left; nil deals all.
    static func dealt(_ total: Int?, among counts: [Int]) -> [Int] {
        guard let total, total < counts.reduce(0, +) else { return counts }
        var shares = counts.map { _ in 0 }
        var left = max(0, total)
        while left > 0 {
            for index in counts.indices where left > 0 && shares[index] < counts[index] {
                shares[index] += 1
                left -= 1
            }
        }
        return shares
    }
}
