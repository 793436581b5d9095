import Audio
import Foundation
import TestSupport
import Testing

@Suite("Files that are several, one behind the other")
struct JoinedRecordingTests {
    private static func recording(_ name: String) throws -> Data {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: tests.appending(path: "Recordings/\(name)"))
    }

    /// A tag of the kind that begins MP3 files, with a picture's worth of bytes.
    private static func tag(_ count: Int) -> Data {
        let size = [21, 14, 7, 0].map { UInt8(count >> $0 & 0x7f) }
        return Data(Array("ID3".utf8) + [3, 0, 0] + size + [UInt8](repeating: 0xff, count: count))
    }

    @Test("Joined WAV and FLAC files are read to the last one", arguments: AudioFile.Format.allCases)
    func lossless(format: AudioFile.Format) throws {
        let parts = [0.2, 0.3, 0.1].map { tone(400, seconds: $0, rate: 16000) }
        let joined = try parts.map { try AudioFile.encode($0, format: format) }.reduce(Data(), +)
        let decoded = try AudioFile.decode(joined, name: "row 1")
        #expect(decoded.waveform.pcm16 == parts.flatMap(\.pcm16))
        #expect(decoded.notes.isEmpty)
    }

    @Test("Chunks between joined WAV files are passed over")
    func chunksBetween() throws {
        let list = Array("LIST".utf8) + [5, 0, 0, 0] + Array("INFOx".utf8) + [0]
        let bytes = wave(payload: pcm([1, 2, 3])) + list + wave(payload: pcm([4, 5]))
        #expect(try AudioFile.read(Data(bytes), name: "row 1").pcm16 == [1, 2, 3, 4, 5])
    }

    @Test("Joined Ogg files are read to the last one", arguments: ["tone.ogg", "tone.opus"])
    func ogg(name: String) throws {
        let bytes = try Self.recording(name)
        let once = try AudioFile.read(bytes, name: "row 1")
        #expect(
            try AudioFile.read(bytes + bytes + bytes, name: "row 1").samples == once.samples + once.samples
                + once.samples)
    }

    @Test("Joined MP3 files are read to the last one, whatever stands between them", arguments: [0, 100, 200_000])
    func mp3(gap: Int) throws {
        let bytes = try Self.recording("tone.mp3")
        let once = try AudioFile.read(bytes, name: "row 1").samples.count
        let joined = bytes + (gap > 0 ? Self.tag(gap) : Data()) + bytes
        // The second header is played as a frame of silence, and the delay of its encoder.
        let count = try AudioFile.read(joined, name: "row 1").samples.count
        #expect((2 * once..<2 * once + 4 * 1152).contains(count))
    }

    @Test("What comes before an MP3's first frame is passed over")
    func before() throws {
        let bytes = try Self.recording("tone.mp3")
        let expected = try AudioFile.read(bytes, name: "row 1")
        for start in [Self.tag(70000), Self.tag(10) + Self.tag(20), Data(count: 5000), Data(count: 12) + Self.tag(9)] {
            #expect(try AudioFile.read(start + bytes, name: "row 1") == expected)
        }
    }

    @Test("Joined files of different rates are named")
    func mixedRates() throws {
        let mp3 = try Self.recording("tone.mp3") + Self.recording("tone-22050.mp3")
        let wav = wave(rate: 16000, payload: pcm([1, 2])) + wave(rate: 24000, payload: pcm([3]))
        for (bytes, rates) in [(mp3, "48000 Hz and of 22050 Hz"), (Data(wav), "16000 Hz and of 24000 Hz")] {
            let error = #expect(throws: AudioError.self) { try AudioFile.read(bytes, name: "row 1") }
            #expect(
                error?.description == """
                    The recording 'row 1' is several files in one, of \(rates). Convert it with \
                    'ffmpeg -i IN -ar 24000 -ac 1 OUT.wav'.
                    """)
        }
        #expect(
            AudioError.mixedForms(path: "a.mp3", rates: [24000, 24000]).description == """
                The recording 'a.mp3' is several files in one, with different numbers of channels. Convert it with \
                'ffmpeg -i IN -ar 24000 -ac 1 OUT.wav'.
                """)
    }

    @Test("The MP3 decoder prints nothing, whatever it is given")
    func quiet() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            let bytes = try Self.recording("tone.mp3")
            _ = try AudioFile.read(bytes + bytes, name: "joined")
            for seed in 0..<20 {
                var noise = Noise(seed: UInt64(seed))
                var damaged = bytes
                for _ in 0..<200 {
                    damaged[Int.random(in: 10..<damaged.count, using: &noise)] = UInt8.random(
                        in: 0...255, using: &noise)
                }
                _ = try? AudioFile.read(damaged, name: "damaged")
            }
        }
        let said = (result?.standardErrorContent ?? []) + (result?.standardOutputContent ?? [])
        #expect(!String(decoding: said, as: UTF8.self).contains("mpg123"))
        #expect(!String(decoding: said, as: UTF8.self).localizedCaseInsensitiveContains("warning"))
    }
}
