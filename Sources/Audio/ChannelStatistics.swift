/// How the channels of a recording relate: their levels, and how alike they are.
struct ChannelStatistics {
    /// A channel so much softer than the loudest one, as a ratio of powers, adds nothing but a loss of level: 20 dB.
    static let softest = 0.01
    /// Channels whose correlation is below this cancel more than half of each other.
    static let opposed = -0.5
    /// Channels whose correlation is below this carry different sound.
    static let alike = 0.3

    let channels: Int
    private var frames = 0.0
    private var sums: [Double]
    /// Sums of products, of which the upper triangle is used.
    private var products: [Double]

    init(channels: Int) {
        self.channels = channels
        sums = Array(repeating: 0, count: channels)
        products = Array(repeating: 0, count: channels * channels)
    }

    /// Takes in whole frames.
    mutating func add(_ block: UnsafeBufferPointer<Float>) {
        for start in stride(from: 0, to: block.count, by: channels) {
            for first in 0..<channels {
                let value = Double(block[start + first])
                sums[first] += value
                for second in first..<channels {
                    products[first * channels + second] += value * Double(block[start + second])
                }
            }
        }
        frames += Double(block.count / channels)
    }

    /// How to make one channel of them, and what there is to say about it.
    var mix: (ChannelMix, notes: [DecodingNote]) {
        let all = ChannelMix(channels: Array(0..<channels))
        let powers = (0..<channels).map { covariance($0, $0) }
        guard powers.allSatisfy(\.isFinite), let loudest = powers.indices.max(by: { powers[$0] < powers[$1] }),
            powers[loudest] > 0
        else { return (all, []) }
        let active = powers.indices.filter { powers[$0] >= Self.softest * powers[loudest] }
        var notes: [DecodingNote] = []
        if active.count < channels { notes.append(.silentChannels(channels - active.count, of: channels)) }
        let correlation = active.filter { $0 != loudest }.map { other in
            covariance(min(loudest, other), max(loudest, other)) / (powers[loudest] * powers[other]).squareRoot()
        }.min()
        guard let correlation, correlation < Self.alike else { return (ChannelMix(channels: active), notes) }
        if correlation < Self.opposed {
            notes.append(.opposedChannels(correlation: correlation, used: loudest, of: channels))
            return (ChannelMix(channels: [loudest]), notes)
        }
        notes.append(.differentChannels(correlation: correlation, of: channels))
        return (ChannelMix(channels: active), notes)
    }

    private func covariance(_ first: Int, _ second: Int) -> Double {
        products[first * channels + second] / max(1, frames) - sums[first] * sums[second] / max(1, frames * frames)
    }
}

/// The channels of which one is made, by their mean.
struct ChannelMix: Equatable {
    /// Their numbers, from 0.
    var channels: [Int]

    /// Adds the frames of a block to samples.
    func append(_ block: UnsafeBufferPointer<Float>, of count: Int, to samples: inout [Float]) {
        for start in stride(from: 0, to: block.count, by: count) {
            var sum: Float = 0
            for channel in channels { sum += block[start + channel] }
            samples.append(sum / Float(channels.count))
        }
    }
}
