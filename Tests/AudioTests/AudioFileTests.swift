import Audio
import Foundation
import TestSupport
import Testing

@Suite("Reading and writing recordings")
struct AudioFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("What is written is read back to the last bit", arguments: AudioFile.Format.allCases, [8000, 24000, 48000])
    func roundTrip(format: AudioFile.Format, rate: Int) throws {
        let original = tone(440, seconds: 0.3, rate: rate)
        let file = folder.file("tone")
        try AudioFile.write(original, to: file, format: format)
        let read = try AudioFile.read(file)
        #expect(read.sampleRate == rate)
        #expect(read.samples == original.pcm16.map { Float($0) / 32768 })
        #expect(read.pcm16 == original.pcm16)
    }

    @Test("Nothing but the file is left in the folder, also when it replaces another")
    func atomicity() throws {
        let file = folder.file("a.wav")
        for seconds in [0.2, 0.1] {
            try AudioFile.write(tone(100, seconds: seconds, rate: 8000), to: file, format: .wav16)
        }
        #expect(try folder.names == ["a.wav"])
        #expect(try AudioFile.read(file).samples.count == 800)
    }

    @Test("Channels are mixed by their mean")
    func mixing() throws {
        let file = try folder.file(
            "stereo.wav", wave(channels: 2, payload: pcm([16384, 0, -8192, -8192, 16384, -16384])))
        #expect(try AudioFile.read(file).samples == [0.25, -0.25, 0])
    }

    @Test("A waveform beyond full scale is cut off there when it is written, and what is no number is silence")
    func clamping() {
        let loud = Waveform(samples: [2, -2, 1, -1, 0, .nan, .infinity, -.infinity], sampleRate: 8000)
        #expect(loud.pcm16 == [32767, -32768, 32767, -32768, 0, 0, 32767, -32768])
    }

    @Test("The format is recognised by the content, not by the name")
    func wrongExtension() throws {
        let file = folder.file("really-flac.mp3")
        try AudioFile.write(tone(200, seconds: 0.1, rate: 16000), to: file, format: .flac16)
        #expect(try AudioFile.read(file).samples.count == 1600)
    }

    @Test("Lossy formats are read", arguments: ["tone.mp3", "tone.ogg", "tone.opus"])
    func lossy(name: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let waveform = try AudioFile.read(tests.appendingPathComponent("Recordings/\(name)"))
        #expect((waveform.sampleRate, waveform.samples.count) == (48000, 24000))
        let middle = Waveform(samples: Array(waveform.samples.dropFirst(4800).prefix(9600)), sampleRate: 48000)
        #expect(abs(middle.rootMeanSquare - 0.3 / Float(2).squareRoot()) < 0.03)
    }

    @Test("A recording as long as the limit is read")
    func atTheLimit() throws {
        let file = try folder.file("a.wav", wave(rate: 8000, payload: pcm(Array(repeating: 9, count: 8000))))
        #expect(try AudioFile.read(file, maximumDuration: 1).duration == 1)
    }
}
