import Audio
import TestSupport
import Testing

@Suite("Joining pieces of sound")
struct JoiningTests {
    private let rate = 24000

    private func silence(_ seconds: Double) -> [Float] { [Float](repeating: 0, count: Int(seconds * Double(rate))) }

    /// Speech-like: silence, a loud tone that begins and ends at its height, silence.
    private func piece(before: Double, _ seconds: Double, after: Double) -> Waveform {
        let sound = (0..<Int(seconds * Double(rate))).map { $0 / 60 % 2 == 0 ? Float(0.8) : -0.8 }
        return Waveform(samples: silence(before) + sound + silence(after), sampleRate: rate)
    }

    private func largestStep(_ samples: ArraySlice<Float>) -> Float {
        zip(samples, samples.dropFirst()).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    @Test("leaves a single piece exactly as it is", arguments: [0.0, 0.4])
    func single(edge: Double) {
        let wave = piece(before: edge, 0.2, after: edge)
        #expect(Waveform.joining([wave], pauses: []) == wave)
        var joiner = WaveformJoiner(sampleRate: rate)
        var found = joiner.append(wave.samples)
        joiner.endPiece(pause: 1)
        found += joiner.append(silence(0.3))
        found += joiner.finish()
        #expect(found == wave.samples)
    }

    @Test("leaves a single piece without sound as it is")
    func silentSingle() {
        let wave = Waveform(samples: silence(0.5), sampleRate: rate)
        #expect(Waveform.joining([wave], pauses: []) == wave)
    }

    @Test("cuts the silence at a joint to a rest, puts the pause between, and keeps the outer edges")
    func lengths() {
        let pieces = [piece(before: 0.5, 0.2, after: 0.4), piece(before: 0.3, 0.1, after: 0.6)]
        let found = Waveform.joining(pieces, pauses: [0.25])
        #expect(found.samples.count == Int((0.5 + 0.2 + 0.03 + 0.25 + 0.03 + 0.1 + 0.6) * 24000 + 0.5))
        // With enough silence to fade in, the sound itself is untouched.
        #expect(Array(found.samples.prefix(16800)) == Array(pieces[0].samples.prefix(16800)))
        #expect(Array(found.samples.suffix(16800)) == Array(pieces[1].samples.suffix(16800)))
    }

    @Test("has no click where loud pieces meet", arguments: [0, 0.25])
    func noClick(pause: Double) {
        let pieces = [piece(before: 0, 0.2, after: 0), piece(before: 0, 0.2, after: 0)]
        let samples = Waveform.joining(pieces, pauses: [pause]).samples
        let gap = Int(pause * 24000)
        #expect(samples.count == 9600 + gap)
        // The joint itself, and the ends of the fades, without the tone's own steps.
        #expect(largestStep(samples[4790..<(4810 + gap)]) < 0.02)
        #expect(samples[0] == 0.8)
        #expect(samples[samples.count - 1] == pieces[1].samples[4799])
        #expect(Array(samples.prefix(4680)) == Array(pieces[0].samples.prefix(4680)))
    }

    @Test("gives the same for any chunks", arguments: [1, 7, 100, 1920, 50000])
    func chunks(size: Int) {
        var noise = Noise(seed: 5)
        let pieces = (0..<4).map { index -> Waveform in
            let quiet = noise.numbers(900 * index).map { Float($0) * 0.001 }
            return Waveform(
                samples: quiet + noise.numbers(3000 - 999 * index).map { Float($0) } + quiet, sampleRate: rate)
        }
        let pauses = [0.01, 0, 0.02]
        var joiner = WaveformJoiner(sampleRate: rate)
        var found: [Float] = []
        for (index, piece) in pieces.enumerated() {
            if index > 0 { joiner.endPiece(pause: pauses[index - 1]) }
            for start in stride(from: 0, to: piece.samples.count, by: size) {
                found += joiner.append(Array(piece.samples[start..<min(start + size, piece.samples.count)]))
            }
        }
        found += joiner.finish()
        #expect(found == Waveform.joining(pieces, pauses: pauses).samples)
    }

    @Test("holds back only what may still fade, and silence")
    func latency() {
        var joiner = WaveformJoiner(sampleRate: rate)
        #expect(joiner.append(piece(before: 0, 0.1, after: 0).samples).count == 2400 - 120)
        #expect(joiner.append(silence(0.1)).count == 120 + 720 - 120)
        #expect(joiner.append(piece(before: 0, 0.1, after: 0).samples).count == 2400 + 2400 - 720)
    }

    @Test("leaves out pieces without sound, with the longer of the pauses around them")
    func silentPieces() {
        let sound = piece(before: 0, 0.1, after: 0)
        let none = Waveform(samples: silence(0.2), sampleRate: rate)
        let empty = Waveform(samples: [], sampleRate: rate)
        let expected = Waveform.joining([sound, sound], pauses: [0.3])
        #expect(Waveform.joining([sound, none, sound], pauses: [0.1, 0.3]) == expected)
        #expect(Waveform.joining([sound, empty, sound], pauses: [0.3, 0.1]) == expected)
        #expect(Waveform.joining([none, sound, empty, none], pauses: [1, 1, 1]) == sound)
    }

    @Test("is as new when it has finished")
    func reuse() {
        var joiner = WaveformJoiner(sampleRate: rate)
        let wave = piece(before: 0.1, 0.1, after: 0.1)
        for _ in 0..<2 {
            #expect(joiner.append(wave.samples) + joiner.finish() == wave.samples)
        }
    }

    @Test("survives pieces shorter than a fade")
    func tiny() {
        let click = Waveform(samples: [1, 1, 1], sampleRate: rate)
        let found = Waveform.joining([click, click, click], pauses: [0, 0])
        #expect(found.samples.count == 9)
        #expect(found.peak <= 1)
    }
}
