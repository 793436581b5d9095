import CSoxr

extension Waveform {
    /// The waveform at another rate, through the SoX resampler at its high quality.
    ///
    /// - Parameter rate: the new rate, in hertz; it must be positive.
    /// - Returns: a waveform of `round(count * rate / sampleRate)` samples, clamped to `[-1, 1]`; the same waveform when
    ///   the rate is already right.
    /// - Throws: `AudioError.cannotResample` when the resampler refuses the pair of rates.
    public func resampled(to rate: Int) throws(AudioError) -> Waveform {
        precondition(rate > 0, "a sample rate is positive")
        guard rate != sampleRate, !samples.isEmpty else { return Waveform(samples: samples, sampleRate: rate) }
        let count = Int((Double(samples.count) * Double(rate) / Double(sampleRate)).rounded())
        var output = [Float](repeating: 0, count: count)
        var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
        // The resampler may stop a sample early; the rest stays zero.
        let problem = samples.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                soxr_oneshot(
                    Double(sampleRate), Double(rate), 1, input.baseAddress, input.count, nil,
                    output.baseAddress, output.count, nil, nil, &quality, nil)
            }
        }
        if let problem {
            throw .cannotResample(from: sampleRate, to: rate, reason: String(cString: problem))
        }
        return Waveform(samples: output.map { max(-1, min(1, $0)) }, sampleRate: rate)
    }
}
