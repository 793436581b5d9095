import Foundation

extension Waveform {
    /// The loudness that ``integratedLoudness`` gives to what is softer than its absolute gate, in LUFS.
    public static let loudnessFloor = -70.0

    /// The integrated loudness in LUFS, of one channel; at least ``loudnessFloor``.
    ///
    /// The mean square of the K-weighted waveform over blocks of 400 ms, one each 100 ms; blocks below -70 LUFS, and then those more than
    /// 10 LU below the mean of the rest, do not count. What is shorter than a block is one block.
    ///
    /// Reference: ITU-R BS.1770-4, annex 1.
    public var integratedLoudness: Double {
        let blocks = Self.blocks(of: weightedSegments())
        let audible = blocks.filter { Self.loudness($0) > Self.loudnessFloor }
        guard !audible.isEmpty else { return Self.loudnessFloor }
        let gate = Self.loudness(Self.mean(audible)) - 10
        return max(Self.loudnessFloor, Self.loudness(Self.mean(audible.filter { Self.loudness($0) > gate })))
    }

    /// The mean squares of the K-weighted waveform over pieces of 100 ms; a single piece when there is less than a block.
    private func weightedSegments() -> [Double] {
        guard !samples.isEmpty else { return [] }
        var shelf = Biquad.headShelf(hertz: Double(sampleRate))
        var highPass = Biquad.lowCut(hertz: Double(sampleRate))
        let segment = max(1, sampleRate / 10)
        let length = samples.count < 4 * segment ? samples.count : segment
        var segments: [Double] = []
        var (sum, count) = (0.0, 0)
        for sample in samples {
            let weighted = highPass.filter(shelf.filter(Double(sample)))
            sum += weighted * weighted
            count += 1
            guard count == length else { continue }
            segments.append(sum / Double(length))
            (sum, count) = (0, 0)
        }
        return segments
    }

    private static func blocks(of segments: [Double]) -> [Double] {
        guard segments.count >= 4 else { return segments }
        return (0...(segments.count - 4)).map { mean(Array(segments[$0..<($0 + 4)])) }
    }

    private static func loudness(_ meanSquare: Double) -> Double {
        meanSquare > 0 ? -0.691 + 10 * log10(meanSquare) : -.infinity
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
}
