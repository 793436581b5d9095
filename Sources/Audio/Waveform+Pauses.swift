import Foundation

/// Where a recording is silent.
public struct SilenceProfile: Sendable, Equatable {
    /// Seconds before the first loud frame.
    public var leading: Double
    /// Seconds after the last loud frame.
    public var trailing: Double
    /// The share of frames between the first and the last loud one that are not loud.
    public var innerShare: Double
}

extension Waveform {
    /// How long a recording is silent at its ends, and how much of the rest is pauses.
    ///
    /// A frame (10 ms) is loud when its RMS is at least the waveform's peak lowered by `threshold` decibels (a negative number). Without
    /// a loud frame, everything is leading silence.
    public func silence(threshold: Double) -> SilenceProfile {
        let level = peak * Float(pow(10, threshold / 20))
        let frame = max(1, sampleRate / 100)
        let loud = stride(from: 0, to: samples.count, by: frame).map { start in
            let power = rootMeanSquare(of: start..<min(start + frame, samples.count))
            return power > 0 && power >= level
        }
        guard let first = loud.firstIndex(of: true), let last = loud.lastIndex(of: true) else {
            return SilenceProfile(leading: duration, trailing: 0, innerShare: 0)
        }
        let end = min(samples.count, (last + 1) * frame)
        let silent = loud[first...last].count { !$0 }
        return SilenceProfile(
            leading: Double(first * frame) / Double(sampleRate),
            trailing: Double(samples.count - end) / Double(sampleRate),
            innerShare: Double(silent) / Double(last - first + 1))
    }
}
