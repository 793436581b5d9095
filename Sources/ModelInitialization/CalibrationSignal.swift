import Foundation
import Torch

/// Sound that resembles speech enough to calibrate a model by: voices of different pitch, whose formants glide, in
/// syllables with noise bursts and pauses between.
struct CalibrationSignal {
    /// Samples at 24 kHz, one list for each voice.
    let clips: [[Float]]

    /// - Parameter seconds: the length of each clip.
    init(voices: Int, seconds: Int, seed: UInt64) throws {
        let generator = try RandomGenerator(seed: RandomWeights.mixed(seed, "calibration signal"))
        clips = try (0..<voices).map { _ in try Self.clip(seconds: seconds, generator) }
    }

    private static let sampleRate = 24_000.0
    private static let harmonics = 16

    private static func clip(seconds: Int, _ generator: RandomGenerator) throws -> [Float] {
        let count = seconds * Int(sampleRate)
        let time = try Tensor.arange(0..<count, .float32) / sampleRate
        let choices: [Float] = try generator.uniform([13]).array()
        func choose(_ index: Int, _ range: ClosedRange<Double>) -> Double {
            range.lowerBound + Double(choices[index]) * (range.upperBound - range.lowerBound)
        }
        func wave(hertz: Double, phase index: Int) throws -> Tensor {
            try (time * (2 * .pi * hertz) + choose(index, 0...(2 * .pi))).sine()
        }

        let pitch = try (wave(hertz: choose(0, 0.4...0.9), phase: 1) * 0.25 + 1) * choose(2, 80...300)  // hertz
        let phase = try (pitch.to(.float64).cumulativeSum(0) * (2 * .pi / sampleRate)).to(.float32)
        let tract = choose(3, 0.85...1.2)
        let first = try (wave(hertz: 2.7, phase: 4) * 300 + 550) * tract  // hertz
        let second = try (wave(hertz: 1.9, phase: 5) * 800 + 1700) * tract
        var voice = try Tensor.zeros([count])
        for harmonic in 1...harmonics {
            let frequency = try pitch * Double(harmonic)
            let amplitude =
                try resonance(frequency, at: first, width: 150) + resonance(frequency, at: second, width: 250) * 0.6
                + 0.3 / Double(harmonic * harmonic)
            voice = try voice + (phase * Double(harmonic)).sine() * amplitude
        }

        let syllables = try wave(hertz: choose(6, 2.5...4.5), phase: 7)
        let phrases = try (wave(hertz: 0.5, phase: 8) + 0.8).clamped(0, 1)  // Silent for a fifth of the time.
        let noise = try generator.normal([count])
        let bursts = try noise * (-syllables - 0.5).clamped(0) * choose(9, 0.2...0.8)
        let sound = try (voice * (syllables + 0.3).clamped(0) + bursts) * phrases
        let size = try sound.squared().mean().squareRoot().item()
        let background = try noise.flipped(0) * pow(10, choose(11, -5 ... -2.5))
        let loud = try sound * (choose(10, 0.04...0.14) / size) + background
        return try lowPassed(loud, below: choose(12, 4000...12_000)).array()
    }

    /// The height of a resonance of a vocal tract at `frequency`.
    private static func resonance(_ frequency: Tensor, at centre: Tensor, width: Double) throws -> Tensor {
        try (((frequency - centre) / width).squared() + 1).reciprocal()
    }

    /// Without the frequencies above `cutoff`, as many recordings are: a sinc under a Hann window.
    private static func lowPassed(_ samples: Tensor, below cutoff: Double) throws -> Tensor {
        let reach = 63
        let kernel = (-reach...reach).map { offset in
            let angle = 2 * .pi * cutoff / sampleRate * Double(offset)
            let sinc = offset == 0 ? 1 : sin(angle) / angle
            return Float(2 * cutoff / sampleRate * sinc * (0.5 + 0.5 * cos(.pi * Double(offset) / Double(reach + 1))))
        }
        return try convolution(
            samples.reshaped(1, 1, -1), Tensor(kernel, shape: [1, 1, kernel.count]), nil, padding: reach
        ).reshaped(-1)
    }
}
