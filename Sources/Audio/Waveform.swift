/// A mono recording as floating-point samples.
public struct Waveform: Sendable, Equatable {
    /// The samples, in `[-1, 1]`.
    public var samples: [Float]

    /// Samples per second, in hertz.
    public var sampleRate: Int

    /// Makes a waveform from samples in `[-1, 1]` and their rate in hertz, which must be positive.
    public init(samples: [Float], sampleRate: Int) {
        precondition(sampleRate > 0, "a sample rate is positive")
        self.samples = samples
        self.sampleRate = sampleRate
    }

    /// The length in seconds.
    public var duration: Double { Double(samples.count) / Double(sampleRate) }

    /// The largest absolute sample; 0 for a waveform without samples.
    public var peak: Float { samples.reduce(0) { max($0, abs($1)) } }

    /// The root of the mean squared sample; 0 for a waveform without samples.
    public var rootMeanSquare: Float { rootMeanSquare(of: samples.indices) }

    /// The first `seconds` of the waveform, or all of it when it is shorter.
    public func cropped(to seconds: Double) -> Waveform {
        let count = Int((seconds * Double(sampleRate)).rounded())
        return Waveform(samples: Array(samples.prefix(max(0, count))), sampleRate: sampleRate)
    }

    /// The root of the mean square over a range of samples, summed in double precision.
    func rootMeanSquare(of range: Range<Int>) -> Float {
        guard !range.isEmpty else { return 0 }
        let sum = samples[range].reduce(0.0) { $0 + Double($1) * Double($1) }
        return Float((sum / Double(range.count)).squareRoot())
    }
}
