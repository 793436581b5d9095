import Foundation

/// How fast a speaker speaks: the median and the spread of the logarithms of the clips' characters per second.
///
/// Both are robust: up to half of the clips may be wrong without moving them far.
///
/// Reference: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): 1.4826 times the median absolute deviation estimates the
/// standard deviation of what is normally distributed, and 3.5 of these is their limit.
struct RateDistribution {
    /// Fewer clips than this show no distribution.
    static let minimumClips = 10
    /// The least spread (about 10 %), so that clips which happen to be alike do not make every other one an outlier.
    static let minimumSpread = 0.1

    /// Characters per second in the middle.
    let median: Double
    private let spread: Double

    /// Nil for too few clips.
    init?(rates: [Double]) {
        let logarithms = rates.filter { $0 > 0 }.map { log($0) }
        guard logarithms.count >= Self.minimumClips else { return nil }
        let middle = Self.median(logarithms)
        median = exp(middle)
        spread = max(Self.minimumSpread, 1.4826 * Self.median(logarithms.map { abs($0 - middle) }))
    }

    /// How many spreads a rate lies from the median.
    func deviation(of rate: Double) -> Double {
        rate > 0 ? abs(log(rate / median)) / spread : .infinity
    }

    /// The value in the middle, or the mean of the two there; the values must not be empty.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }
}
