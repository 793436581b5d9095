import Audio
import Foundation
import TestSupport
import Testing

@Suite("Recordings in memory")
struct MemoryRecordingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("Bytes are decoded as the file is that holds them", arguments: AudioFile.Format.allCases)
    func same(format: AudioFile.Format) throws {
        let original = tone(440, seconds: 0.3, rate: 16000)
        let bytes = try AudioFile.encode(original, format: format)
        let file = folder.file("tone")
        try AudioFile.write(original, to: file, format: format)
        #expect(try Data(contentsOf: file) == bytes)
        #expect(try AudioFile.read(bytes, name: "row 3") == AudioFile.read(file))
    }

    @Test("What is wrong with bytes is said under their name")
    func errors() throws {
        #expect(throws: AudioError.empty(path: "row 3")) { try AudioFile.read(Data(), name: "row 3") }
        let error = #expect(throws: AudioError.self) {
            try AudioFile.read(Data("no sound in here, only words".utf8), name: "row 3")
        }
        #expect(
            error?.description == """
                The recording 'row 3' is text, where an audio file is needed: copy or download the recording again, or check \
                the path.
                """)
        let bytes = try AudioFile.encode(tone(440, seconds: 2, rate: 8000), format: .wav16)
        #expect(throws: AudioError.tooLong(path: "row 3", seconds: 2, limit: 1)) {
            try AudioFile.read(bytes, name: "row 3", maximumDuration: 1)
        }
        #expect(throws: AudioError.truncated(path: "row 3", announced: 2, decoded: 1)) {
            try AudioFile.read(bytes.dropLast(16000), name: "row 3")
        }
    }
}
