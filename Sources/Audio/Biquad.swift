import Foundation

/// A filter of the second order: `y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]`.
struct Biquad {
    let b0, b1, b2, a1, a2: Double
    private var first = 0.0
    private var second = 0.0

    init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
    }

    /// The next sample of the output.
    mutating func filter(_ input: Double) -> Double {
        let output = b0 * input + first
        first = b1 * input - a1 * output + second
        second = b2 * input - a2 * output
        return output
    }

    /// The first stage of the K-weighting, which models the head, at any sample rate.
    ///
    /// Reference: ITU-R BS.1770-4, table 1, which gives the coefficients at 48 kHz alone. They are those of a shelf of 4 dB above 1.68 kHz
    /// after the bilinear transform; with its parameters the same shelf follows for other rates.
    static func headShelf(hertz rate: Double) -> Biquad {
        let (corner, gain, quality) = (1681.974450955533, 3.999843853973347, 0.7071752369554196)
        let tangent = tan(.pi * corner / rate)
        let high = pow(10, gain / 20)
        let band = pow(high, 0.4996667741545416)
        let (square, damped) = (tangent * tangent, tangent / quality)
        let scale = 1 + damped + square
        return Biquad(
            b0: (high + band * damped + square) / scale, b1: 2 * (square - high) / scale,
            b2: (high - band * damped + square) / scale, a1: 2 * (square - 1) / scale,
            a2: (1 - damped + square) / scale)
    }

    /// The second stage of the K-weighting, which cuts what is below 38 Hz.
    ///
    /// Reference: ITU-R BS.1770-4, table 2.
    static func lowCut(hertz rate: Double) -> Biquad {
        let (corner, quality) = (38.13547087602444, 0.5003270373238773)
        let tangent = tan(.pi * corner / rate)
        let (square, damped) = (tangent * tangent, tangent / quality)
        let scale = 1 + damped + square
        return Biquad(b0: 1, b1: -2, b2: 1, a1: 2 * (square - 1) / scale, a2: (1 - damped + square) / scale)
    }
}
