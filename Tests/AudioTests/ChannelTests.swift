import Audio
import Foundation
import TestSupport
import Testing

@Suite("Channels of a recording")
struct ChannelTests {
    /// Two seconds that sound like syllables, and are never the same for two seeds.
    private func voice(_ seed: UInt64, amplitude: Float = 0.3) -> [Float] {
        var noise = Noise(seed: seed)
        let pitch = Double.random(in: 90...240, using: &noise)
        return (0..<16000).map { index in
            let time = Double(index) / 8000
            let syllable = pow(max(0, sin(2 * .pi * 3.1 * time + Double(seed))), 0.5)
            let buzz = (1...6).reduce(0.0) { $0 + sin(2 * .pi * pitch * Double($1) * time) / Double($1) }
            return amplitude * Float(syllable * buzz / 2)
        }
    }

    private func decode(_ channels: [[Float]]) throws -> DecodedRecording {
        let samples = channels[0].indices.flatMap { index in channels.map { Int16(($0[index] * 32767).rounded()) } }
        return try AudioFile.decode(
            Data(wave(channels: channels.count, rate: 8000, payload: pcm(samples))), name: "row 1")
    }

    private let silence = [Float](repeating: 0, count: 16000)

    @Test("Channels that are alike are mixed by their mean, to the last bit")
    func stereo() throws {
        let left = voice(1)
        let right = zip(left, voice(2, amplitude: 0.1)).map { 0.7 * $0 + $1 }
        let decoded = try decode([left, right])
        let expected = zip(left, right).map { (left, right) -> Float in
            let values = [left, right].map { Float(Int16(($0 * 32767).rounded())) / 32768 }
            return (values[0] + values[1]) / 2
        }
        #expect(decoded == DecodedRecording(waveform: Waveform(samples: expected, sampleRate: 8000)))
        #expect(try decode([left, left]).notes.isEmpty)
    }

    @Test("Channels that cancel each other leave one of them", arguments: [-1, -0.97, -0.5, -0.15])
    func opposed(factor: Float) throws {
        let left = voice(1)
        let decoded = try decode([left, left.map { factor * $0 }])
        #expect(decoded.waveform.samples == (try decode([left])).waveform.samples)
        #expect(
            decoded.notes.map(\.description) == [
                "the two channels cancel each other (opposite phase, correlation -1.00): channel 1 alone was used"
            ])
        let swapped = try decode([left.map { factor * $0 }, left])
        #expect(swapped.waveform.rootMeanSquare > 0.99 * decoded.waveform.rootMeanSquare)
    }

    @Test("An inverted channel that comes a little later, or with noise, cancels as well")
    func nearlyOpposed() throws {
        let left = voice(1)
        let noise = Noise.samples(16000, amplitude: 0.03)
        let right = zip([0, 0] + left.dropLast(2), noise).map { $1 - $0 }
        let decoded = try decode([left, right])
        #expect(decoded.notes.map(\.description).first?.contains("channels cancel each other") == true)
        #expect(decoded.waveform.rootMeanSquare > 0.9 * Waveform(samples: left, sampleRate: 8000).rootMeanSquare)
    }

    @Test("A silent channel takes nothing off the others' level")
    func silentChannel() throws {
        let left = voice(1)
        let alone = try decode([left]).waveform
        for other in [silence, left.map { $0 / 100 }, Noise.samples(16000, amplitude: 0.001), silence.map { $0 + 0.2 }]
        {
            for channels in [[left, other], [other, left]] {
                let decoded = try decode(channels)
                #expect(decoded.waveform == alone)
                #expect(
                    decoded.notes.map(\.description) == [
                        "1 of 2 channels is silent, or 20 dB softer than the loudest: the other was used"
                    ])
            }
        }
    }

    @Test("Of six channels those with speech count")
    func surround() throws {
        let speech = voice(1)
        let decoded = try decode([silence, silence, speech, silence, silence, silence])
        #expect(try decoded.waveform == decode([speech]).waveform)
        #expect(
            decoded.notes.map(\.description) == [
                "5 of 6 channels are silent, or 20 dB softer than the loudest: the other was used"
            ])
        let two = try decode([speech, silence, speech, silence])
        #expect(try two.waveform == decode([speech]).waveform)
        #expect(
            two.notes.map(\.description) == [
                "2 of 4 channels are silent, or 20 dB softer than the loudest: the others were used"
            ])
    }

    @Test("Different speech left and right is mixed, and said", arguments: 1...6)
    func different(seed: UInt64) throws {
        let decoded = try decode([voice(seed), voice(seed + 10)])
        let text = try #require(decoded.notes.map(\.description).first)
        #expect(text.hasPrefix("the two channels carry different sound (correlation "))
        #expect(text.hasSuffix("), which was mixed"))
    }

    @Test("Silence in all channels has nothing to say")
    func allSilent() throws {
        #expect(try decode([silence, silence]).notes.isEmpty)
    }

    @Test("What is no number in any channel is named")
    func notFinite() {
        for place in 0..<4 {
            var samples: [Float] = [0.5, 0, 0.25, 0]
            samples[place] = .nan
            let bytes = Data(wave(channels: 2, isFloat: true, payload: float32(samples)))
            #expect(throws: AudioError.notFinite(path: "row 1", sample: place / 2)) {
                try AudioFile.decode(bytes, name: "row 1")
            }
        }
    }

    @Test("Notes are kept as JSON", arguments: [DecodingNote.silentChannels(1, of: 2), .scaledDown(peak: 1.5)])
    func coding(note: DecodingNote) throws {
        #expect(try JSONDecoder().decode(DecodingNote.self, from: JSONEncoder().encode(note)) == note)
    }
}

extension Noise {
    /// Even noise, the same every time.
    fileprivate static func samples(_ count: Int, amplitude: Float) -> [Float] {
        var noise = Noise(seed: 99)
        return (0..<count).map { _ in Float.random(in: -amplitude...amplitude, using: &noise) }
    }
}
