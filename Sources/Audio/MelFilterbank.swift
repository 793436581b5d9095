import Foundation

/// Triangular filters that are equally wide on the mel scale and of equal area.
///
/// The scale is Slaney's: linear up to 1 kHz, logarithmic above.
///
/// Reference: `filters.mel` of librosa 0.11 with its defaults (`htk=False, norm="slaney"`).
public struct MelFilterbank: Sendable {
    /// A weight for each band and frequency: `[bands, windowSize / 2 + 1]`, row-major.
    public let weights: [Float]

    /// - Parameters:
    ///   - sampleRate: samples per second of the audio.
    ///   - windowSize: samples of a window of the spectrum that is filtered.
    ///   - bands: the number of filters, from 0 Hz.
    ///   - maximum: where the highest one ends, in hertz.
    public init(sampleRate: Double, windowSize: Int, bands: Int, upTo maximum: Double) {
        let top = Self.mel(hertz: maximum)
        let edges = (0...bands + 1).map { Self.hertz(mel: top * Double($0) / Double(bands + 1)) }
        let frequencies = (0...windowSize / 2).map { sampleRate * Double($0) / Double(windowSize) }
        weights = (0..<bands).flatMap { band in
            let (left, centre, right) = (edges[band], edges[band + 1], edges[band + 2])
            return frequencies.map { frequency in
                let rising = (frequency - left) / (centre - left)
                let falling = (right - frequency) / (right - centre)
                let height = Float(max(0, min(rising, falling)))
                return Float(Double(height) * 2 / (right - left))
            }
        }
    }

    private static let linearWidth = 200.0 / 3  // hertz per mel
    private static let logarithmicStart = 1000.0  // hertz
    private static let logarithmicStep = log(6.4) / 27

    private static func mel(hertz: Double) -> Double {
        hertz < logarithmicStart
            ? hertz / linearWidth
            : logarithmicStart / linearWidth + log(hertz / logarithmicStart) / logarithmicStep
    }

    private static func hertz(mel: Double) -> Double {
        let start = logarithmicStart / linearWidth
        return mel < start ? mel * linearWidth : logarithmicStart * exp(logarithmicStep * (mel - start))
    }
}
