import Audio
import Foundation
import Testing

@Suite("Samples beyond full scale")
struct ScaleTests {
    private func decode(_ samples: [Float], channels: Int = 1) throws -> DecodedRecording {
        try AudioFile.decode(
            Data(wave(channels: channels, isFloat: true, payload: float32(samples))), name: "a.wav")
    }

    @Test("A float file a little beyond is scaled down as a whole, and said", arguments: [1.2, 3, 15.5] as [Float])
    func scaledDown(peak: Float) throws {
        let decoded = try decode([peak, -peak / 2, 0.25])
        #expect(decoded.waveform.samples == [peak, -peak / 2, 0.25].map { $0 * (0.99 / peak) })
        #expect(decoded.notes == [.scaledDown(peak: Double(peak))])
    }

    @Test("The note says the peak")
    func note() {
        #expect(
            DecodingNote.scaledDown(peak: 1.204).description
                == "the peak is 1.20, where at most 1 is expected: all of it was scaled down")
    }

    @Test("A program that divides by 32767 is not scaled")
    func rounding() throws {
        #expect(
            try decode([-32768 / 32767, 0.5])
                == DecodedRecording(waveform: Waveform(samples: [-1, 0.5], sampleRate: 16000)))
    }

    @Test(
        "A float file with the scale of integers is named, with the command that mends it",
        arguments: [
            (100, "100", "scale it with 'ffmpeg -i IN -af volume=1/128 OUT.wav'"),
            (20000, "20000", "scale it with 'ffmpeg -i IN -af volume=1/32768 OUT.wav'"),
            (32768, "32768", "scale it with 'ffmpeg -i IN -af volume=1/32768 OUT.wav'"),
            (8_000_000, "8000000", "scale it with 'ffmpeg -i IN -af volume=1/8388608 OUT.wav'"),
            (1.9e9, "1900000000", "scale it with 'ffmpeg -i IN -af volume=1/2147483648 OUT.wav'"),
            (1e30, "1e+30", "export it again"),
        ] as [(Float, String, String)])
    func integers(peak: Float, value: String, advice: String) {
        let error = #expect(throws: AudioError.self) { try decode([0, -peak, peak / 3]) }
        #expect(
            error?.description
                == "The recording 'a.wav' is a float file with values up to \(value), where -1 to 1 is expected: \(advice)."
        )
    }

    @Test("What is not a number is named", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(value: Float) {
        #expect(throws: AudioError.notFinite(path: "a.wav", sample: 1)) { try decode([0, value]) }
    }
}
