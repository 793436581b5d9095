import Audio
import Foundation
import Testing

@Suite("Changing waveforms")
struct WaveformTests {
    @Test(
        "A resampled sine is the sine at the new rate",
        arguments: [(16000, 24000), (44100, 24000), (48000, 24000), (22050, 24000), (8000, 24000), (24000, 16000)])
    func sine(from: Int, to: Int) throws {
        let resampled = try tone(1000, seconds: 1.001, rate: from).resampled(to: to)
        let expected = tone(1000, seconds: 1.001, rate: to)
        #expect(resampled.sampleRate == to)
        #expect(resampled.samples.count == Int((1.001 * Double(from)).rounded() * Double(to) / Double(from) + 0.5))
        // The filter rings where the sine begins and ends.
        let pairs = zip(resampled.samples, expected.samples).dropFirst(to / 20).dropLast(to / 20)
        let worst = pairs.map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 2e-5)
    }

    @Test("What lies above half the new rate is removed")
    func aliasing() throws {
        let resampled = try tone(15000, seconds: 1, rate: 48000).resampled(to: 24000)
        let middle = Waveform(samples: Array(resampled.samples.dropFirst(1000).dropLast(1000)), sampleRate: 24000)
        #expect(middle.rootMeanSquare < 1e-5)
    }

    @Test("The length is rounded to the nearest sample", arguments: [(1, 2), (2, 3), (3, 5), (100, 150), (7, 11)])
    func length(samples: Int, expected: Int) throws {
        let waveform = Waveform(samples: Array(repeating: 0.1, count: samples), sampleRate: 16000)
        #expect(try waveform.resampled(to: 24000).samples.count == expected)
    }

    @Test("The same rate changes nothing, and no samples stay no samples")
    func identity() throws {
        let waveform = tone(300, seconds: 0.1, rate: 24000)
        #expect(try waveform.resampled(to: 24000) == waveform)
        #expect(try Waveform(samples: [], sampleRate: 8000).resampled(to: 24000).samples.isEmpty)
    }

    @Test("Peak, RMS, duration and cropping")
    func measures() {
        let waveform = tone(100, seconds: 1, rate: 8000, amplitude: 0.8)
        #expect(waveform.duration == 1)
        #expect(abs(waveform.peak - 0.8) < 1e-4)
        #expect(abs(waveform.rootMeanSquare - 0.8 / Float(2).squareRoot()) < 1e-4)
        #expect(waveform.cropped(to: 0.25).samples.count == 2000)
        #expect(waveform.cropped(to: 9) == waveform)
        let nothing = Waveform(samples: [], sampleRate: 8000)
        #expect((nothing.peak, nothing.rootMeanSquare, nothing.duration) == (0, 0, 0))
    }

    @Test(
        "Silence at the ends becomes a tenth of a second, cut or added",
        arguments: [(0.0, 0.0), (0.05, 0.02), (0.1, 0.1), (0.7, 0.3)])
    func trimming(before: Double, after: Double) {
        let silence = { (seconds: Double) in [Float](repeating: 0, count: Int(seconds * 24000)) }
        let sound = tone(500, seconds: 0.5, rate: 24000).samples
        let waveform = Waveform(samples: silence(before) + sound + silence(after), sampleRate: 24000)
        #expect(waveform.trimmingSilence().samples == silence(0.1) + sound + silence(0.1))
    }

    @Test("Quiet noise at the ends is kept as padding and not taken for sound")
    func noise() {
        var noise = SystemRandomNumberGenerator()
        let hiss = { (seconds: Double) in
            (0..<Int(seconds * 24000)).map { _ in Float.random(in: -0.0003...0.0003, using: &noise) }
        }
        let sound = tone(500, seconds: 0.5, rate: 24000).samples
        let waveform = Waveform(samples: hiss(0.5) + sound + hiss(0.4), sampleRate: 24000)
        let expected = Array(waveform.samples[Int(0.4 * 24000)..<Int(1.1 * 24000)])
        #expect(waveform.trimmingSilence().samples == expected)
    }

    @Test("Nothing is left of silence, and a lone click is kept")
    func extremes() {
        let silence = Waveform(samples: [Float](repeating: 0, count: 100), sampleRate: 24000)
        #expect(silence.trimmingSilence().samples.isEmpty)
        var click = [Float](repeating: 0, count: 24000)
        click[12000] = 1
        #expect(Waveform(samples: click, sampleRate: 24000).trimmingSilence().peak == 1)
    }
}
