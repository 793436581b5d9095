import Audio
import Foundation
import TestSupport
import Testing

@Suite("Reading segments of recordings")
struct AudioSegmentTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func segment(_ start: Double, _ duration: Double? = nil) throws -> AudioSegment {
        try #require(AudioSegment(start: start, duration: duration))
    }

    /// Samples that differ from each other, so that a shift by one shows.
    private func file(_ format: AudioFile.Format, seconds: Double, rate: Int) throws -> URL {
        let count = Int(seconds * Double(rate))
        let samples = (0..<count).map { Float($0 * 7919 % 30011) / 32768 - 0.45 }
        let file = folder.file("long")
        try AudioFile.write(Waveform(samples: samples, sampleRate: rate), to: file, format: format)
        return file
    }

    private func message(_ file: URL, _ segment: AudioSegment, maximumDuration: Double? = nil) -> String? {
        do throws(AudioError) {
            _ = try AudioFile.read(file, segment: segment, maximumDuration: maximumDuration)
            return nil
        } catch {
            return error.description.replacingOccurrences(of: folder.url.path, with: "DIR")
        }
    }

    @Test(
        "A segment is cut to the sample at the file's own rate", arguments: AudioFile.Format.allCases,
        [8000, 11025, 48000])
    func exact(format: AudioFile.Format, rate: Int) throws {
        let file = try file(format, seconds: 3, rate: rate)
        let whole = try AudioFile.read(file)
        for (start, duration) in [(0.0, 1.0), (0.7001, 1.2345), (1.99999, 1.0), (2.5, 0.0003)] {
            let part = try AudioFile.read(file, segment: segment(start, duration))
            let first = Int((start * Double(rate)).rounded())
            let end = Int(((start + duration) * Double(rate)).rounded())
            #expect(part == Waveform(samples: Array(whole.samples[first..<end]), sampleRate: rate))
        }
        let rest = try AudioFile.read(file, segment: segment(2.5))
        #expect(rest.samples == Array(whole.samples[Int((2.5 * Double(rate)).rounded())...]))
    }

    @Test(
        "A segment of a lossy recording is where it is in the whole", arguments: ["tone.mp3", "tone.ogg", "tone.opus"])
    func lossy(name: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appendingPathComponent("Recordings/\(name)")
        let whole = try AudioFile.read(file)
        let part = try AudioFile.read(file, segment: segment(0.4, 0.05))
        let expected = whole.samples[19200..<21600]
        #expect(part.samples.count == expected.count)
        #expect(zip(part.samples, expected).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test("A thousand segments of an hour take no time to speak of and little memory")
    func long() throws {
        let file = folder.file("hour.wav")
        // An hour at 8000 Hz of which nothing is written but the header and the end: the file system keeps the rest as a hole.
        let header = wave(rate: 8000, payload: [], announced: 57_600_000)
        try Data(header).write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(header.count) + 57_600_000)
        try handle.close()
        let clock = ContinuousClock()
        let elapsed = try clock.measure {
            for index in 0..<1000 {
                let part = try AudioFile.read(file, segment: segment(3.5 * Double(index), 0.5), maximumDuration: 1)
                #expect(part.samples.count == 4000)
            }
        }
        #expect(elapsed < .seconds(20))
    }

    @Test("A segment may end a tenth of a second behind the file's end, as rounded times do, and ends with the file")
    func tolerance() throws {
        let file = try file(.wav16, seconds: 2, rate: 8000)
        #expect(try AudioFile.read(file, segment: segment(1.5, 0.6)).samples.count == 4000)
        let beyond = try segment(1.5, 0.7)
        #expect(
            message(file, beyond) == """
                The recording 'DIR/long (1.5 s to 2.2 s)' ends at 2.0 s: correct the times, which must be seconds within it.
                """)
    }

    @Test(
        "A segment that is not in the file is named with the file's length",
        arguments: [
            (2.0, nil, "2.0 s to the end"), (1e300, 1, "1e+300 s to 1e+300 s"), (0, 1e300, "0.0 s to 1e+300 s"),
        ]
            as [(Double, Double?, String)])
    func outside(start: Double, duration: Double?, name: String) throws {
        let file = try file(.wav16, seconds: 2, rate: 8000)
        #expect(
            message(file, try segment(start, duration))
                == "The recording 'DIR/long (\(name))' ends at 2.0 s: correct the times, which must be seconds within it."
        )
    }

    @Test("The limit counts the segment, not the file")
    func limit() throws {
        let file = try file(.wav16, seconds: 3, rate: 8000)
        #expect(try AudioFile.read(file, segment: segment(1, 1.5), maximumDuration: 1.5).duration == 1.5)
        #expect(
            message(file, try segment(0.5, 2), maximumDuration: 1.5)
                == "The recording 'DIR/long (0.5 s to 2.5 s)' is too long: 2.0 s, where at most 1.5 s are allowed. Cut it."
        )
    }

    @Test("A segment in the lost part of a file that is cut off is named")
    func truncated() throws {
        let file = folder.file("cut.flac")
        try AudioFile.write(tone(440, seconds: 4, rate: 24000), to: file, format: .flac16)
        let bytes = try Data(contentsOf: file)
        try bytes.prefix(bytes.count / 2).write(to: file)
        #expect(try AudioFile.read(file, segment: segment(0, 1)).duration == 1)
        let lost = try segment(3, 1)
        #expect(
            message(file, lost) == """
                The recording 'DIR/cut.flac (3.0 s to 4.0 s)' cannot be read from there: it is damaged, or of a format that only plays \
                from its beginning. Copy it again, or convert it to WAV or FLAC.
                """)
    }

    @Test("A missing file is named alone")
    func missing() throws {
        #expect(
            message(folder.file("a.wav"), try segment(0, 1))
                == "The recording 'DIR/a.wav' does not exist: check its path, or remove it from the transcript.")
    }

    @Test(
        "Times that are no part of any recording make no segment",
        arguments: [(-1, nil), (.nan, nil), (.infinity, nil), (0, 0), (0, -1), (0, .nan), (0, .infinity)]
            as [(Double, Double?)])
    func impossible(start: Double, duration: Double?) {
        #expect(AudioSegment(start: start, duration: duration) == nil)
    }
}
