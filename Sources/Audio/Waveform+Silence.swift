import Foundation

extension Waveform {
    /// The waveform from its first to its last loud frame, with exactly `padding` seconds on either side.
    ///
    /// A frame (10 ms) is loud when its RMS is at least the waveform's peak lowered by `threshold` decibels. Padding is taken
    /// from the recording, so that soft beginnings and endings survive, and filled with zeros where the recording has no more.
    /// A waveform without any sound comes back without samples.
    ///
    /// - Parameters:
    ///   - threshold: the level, in decibels relative to the peak (a negative number), below which a frame is silence.
    ///   - padding: seconds kept or added before and after the sound.
    public func trimmingSilence(threshold: Double = -50, padding: Double = 0.1) -> Waveform {
        let peak = peak
        guard peak > 0 else { return Waveform(samples: [], sampleRate: sampleRate) }
        let level = peak * Float(pow(10, threshold / 20))
        let frame = max(1, sampleRate / 100)
        let frames = stride(from: 0, to: samples.count, by: frame).map { $0..<min($0 + frame, samples.count) }
        // A peak in an otherwise silent frame may leave no frame above the level; then nothing is cut.
        let start = frames.first { rootMeanSquare(of: $0) >= level }?.lowerBound ?? 0
        let end = frames.last { rootMeanSquare(of: $0) >= level }?.upperBound ?? samples.count
        let pad = Int((padding * Double(sampleRate)).rounded())
        let kept = samples[max(0, start - pad)..<min(samples.count, end + pad)]
        let before = [Float](repeating: 0, count: max(0, pad - start))
        let after = [Float](repeating: 0, count: max(0, end + pad - samples.count))
        return Waveform(samples: before + kept + after, sampleRate: sampleRate)
    }
}
