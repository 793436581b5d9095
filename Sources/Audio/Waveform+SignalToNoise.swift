import Foundation

extension Waveform {
    /// The highest value of ``signalToNoise``, in decibels; a 16-bit recording cannot have more.
    public static let maximumSignalToNoise = 96.0

    /// How far speech stands out from the noise in its pauses, in decibels, from 0 to ``maximumSignalToNoise``.
    ///
    /// The noise is the 10th percentile of the powers of frames of 20 ms. The signal is the mean power of the frames that are louder than
    /// the middle (in decibels) between the 10th and the 95th percentile, without the noise. Frames below -90 dBFS are digital silence
    /// and tell nothing about the noise of a recording. A sound that hardly changes (less than 3 dB between the percentiles) has nothing
    /// that stands out: 0 dB. So a recording without pauses looks worse than it is.
    ///
    /// Reference: the idea is that of NIST's `stnr` (Speech Quality Assurance package): noise and speech are the low and the high part of the
    /// histogram of short-time energies.
    public var signalToNoise: Double {
        let powers = framePowers().filter { $0 > 1e-9 }.sorted()
        guard powers.count >= 10 else { return 0 }
        let noise = powers[powers.count / 10]
        let loud = powers[powers.count * 95 / 100]
        guard loud >= noise * pow(10, 0.3) else { return 0 }
        let middle = (noise * loud).squareRoot()
        let speech = powers.filter { $0 > middle }
        let signal = speech.reduce(0, +) / Double(speech.count) - noise
        return min(Self.maximumSignalToNoise, max(0, 10 * log10(signal / noise)))
    }

    /// The mean squares of frames of 20 ms, one each 10 ms.
    private func framePowers() -> [Double] {
        let hop = max(1, sampleRate / 100)
        let count = samples.count / hop
        let halves = (0..<count).map { index in
            samples[index * hop..<(index + 1) * hop].reduce(0.0) { $0 + Double($1) * Double($1) } / Double(hop)
        }
        return zip(halves, halves.dropFirst()).map { ($0 + $1) / 2 }
    }
}
