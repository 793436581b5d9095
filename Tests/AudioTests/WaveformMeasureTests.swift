import Foundation
import TestSupport
import Testing

@testable import Audio

@Suite("What is measured of a recording")
struct WaveformMeasureTests {
    private func tone(_ decibels: Double, hertz: Double = 997, seconds: Double, rate: Int = 24000) -> [Float] {
        let amplitude = pow(10, decibels / 20)
        return (0..<Int(seconds * Double(rate))).map {
            Float(amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate)))
        }
    }

    private func loudness(_ samples: [Float], rate: Int = 24000) -> Double {
        Waveform(samples: samples, sampleRate: rate).integratedLoudness
    }

    @Test("The filters have the standard's coefficients at 48 kHz")
    func filters() {
        let (shelf, cut) = (Biquad.headShelf(hertz: 48000), Biquad.lowCut(hertz: 48000))
        let found = [shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2, cut.b0, cut.b1, cut.b2, cut.a1, cut.a2]
        let standard = [
            1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585, 1, -2, 1,
            -1.99004745483398, 0.99007225036621,
        ]
        for (found, standard) in zip(found, standard) { #expect(abs(found - standard) < 1e-9) }
    }

    @Test("A full-scale tone of 997 Hz has -3.01 LUFS at any rate", arguments: [8000, 16000, 24000, 44100, 48000])
    func fullScale(rate: Int) {
        #expect(abs(loudness(tone(0, seconds: 1, rate: rate), rate: rate) + 3.01) < 0.1)
    }

    @Test("Soft parts and silence do not count, as in the second and third case of EBU Tech 3341")
    func gating() {
        let soft = tone(-36, seconds: 2)
        #expect(abs(loudness(soft + tone(-23, seconds: 12) + soft) + 26.01) < 0.12)
        let silence = [Float](repeating: 0, count: 96000)
        #expect(abs(loudness(silence + tone(-23, seconds: 12) + silence) + 26.01) < 0.12)
    }

    @Test("Low tones count less, and high ones more")
    func weighting() {
        #expect(loudness(tone(-20, hertz: 30, seconds: 1)) < -26)
        #expect(abs(loudness(tone(-20, hertz: 6000, seconds: 1)) + 23.01 - 3.3) < 0.4)
    }

    @Test("What is shorter than a block is one block; silence and nothing are at the floor")
    func short() {
        #expect(abs(loudness(tone(-20, seconds: 0.25)) + 23.01) < 0.3)
        #expect(loudness([]) == Waveform.loudnessFloor)
        #expect(loudness([Float](repeating: 0, count: 24000)) == Waveform.loudnessFloor)
        #expect(loudness(tone(-90, seconds: 1)) == Waveform.loudnessFloor)
    }

    /// Bursts of 300 ms with pauses of 200 ms between them, in noise.
    private func speech(_ signalToNoise: Double, rate: Int = 16000) -> [Float] {
        var noise = Noise(seed: 7)
        // Uniform noise of the amplitude a has the power a²/3, and a tone a²/2.
        let amplitude = 0.3 * (1.5 * pow(10, -signalToNoise / 10)).squareRoot()
        return noise.numbers(4 * rate).enumerated().map { index, value in
            let isLoud = index % (rate / 2) < 3 * rate / 10
            return Float(amplitude * value + (isLoud ? 0.3 * sin(0.2 * Double(index)) : 0))
        }
    }

    private func ratio(_ samples: [Float]) -> Double { Waveform(samples: samples, sampleRate: 16000).signalToNoise }

    @Test("The signal-to-noise ratio of bursts in noise is found", arguments: [5.0, 10, 15, 20, 30, 40, 60])
    func signalToNoise(expected: Double) {
        #expect(abs(ratio(speech(expected)) - expected) < 1)
    }

    @Test("Digital silence around a noisy recording does not make it clean, and no other level changes it")
    func padding() {
        let noisy = speech(12)
        let silence = [Float](repeating: 0, count: 16000)
        #expect(abs(ratio(silence + noisy + silence) - ratio(noisy)) < 0.3)
        #expect(abs(ratio(noisy.map { $0 / 8 }) - ratio(noisy)) < 0.01)
    }

    @Test("Where nothing stands out, and where there is too little to tell, the ratio is 0 dB")
    func steady() {
        var noise = Noise(seed: 3)
        #expect(ratio(noise.numbers(16000).map { Float($0) / 4 }) == 0)
        #expect(ratio(tone(-6, seconds: 1, rate: 16000)) == 0)
        #expect(ratio([Float](repeating: 0, count: 16000)) == 0)
        #expect(ratio([]) == 0)
        #expect(ratio(Array(speech(30).prefix(1000))) == 0)
    }

    @Test("Silence at the ends and pauses between are told apart")
    func silence() {
        let rest = { (seconds: Double) in [Float](repeating: 0, count: Int(seconds * 16000)) }
        let sound = { (seconds: Double) in tone(-6, seconds: seconds, rate: 16000) }
        let samples = rest(0.5) + sound(1) + rest(0.2) + sound(0.3) + rest(0.25)
        let profile = Waveform(samples: samples, sampleRate: 16000).silence(threshold: -40)
        #expect(abs(profile.leading - 0.5) < 1e-9)
        #expect(abs(profile.trailing - 0.25) < 1e-9)
        #expect(abs(profile.innerShare - 0.2 / 1.5) < 1e-9)
        let none = Waveform(samples: rest(1), sampleRate: 16000).silence(threshold: -40)
        #expect(none == SilenceProfile(leading: 1, trailing: 0, innerShare: 0))
    }
}
