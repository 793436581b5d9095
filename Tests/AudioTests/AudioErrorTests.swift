import Audio
import Foundation
import TestSupport
import Testing

@Suite("What is said about recordings that cannot be used")
struct AudioErrorTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func message(for file: URL, maximumDuration: Double? = nil) -> String? {
        do throws(AudioError) {
            _ = try AudioFile.read(file, maximumDuration: maximumDuration)
            return nil
        } catch {
            return error.description.replacingOccurrences(of: folder.url.path, with: "DIR")
        }
    }

    @Test("A missing file")
    func missing() {
        #expect(
            message(for: folder.file("a.wav"))
                == "The recording 'DIR/a.wav' does not exist: check its path, or remove it from the transcript.")
    }

    @Test("A folder")
    func isFolder() {
        #expect(message(for: folder.url) == "The recording 'DIR' is a folder, where an audio file is needed.")
    }

    @Test("An empty file")
    func empty() throws {
        #expect(
            message(for: try folder.file("a.wav", []))
                == "The recording 'DIR/a.wav' is empty (0 bytes): copy or download it again.")
    }

    @Test("A text")
    func notAudio() throws {
        #expect(
            message(for: try folder.file("a.wav", Array("This is a letter, and nothing to listen to.".utf8)))
                == """
                The recording 'DIR/a.wav' is text, where an audio file is needed: copy or download the recording again, or \
                check the path.
                """)
    }

    @Test(
        "A header that ends early",
        arguments: [
            (20, "its chunk 'fmt ' is missing or too short"),
            (36, "it has no chunk 'data'"),
        ])
    func brokenHeader(length: Int, reason: String) throws {
        let bytes = wave(payload: pcm([1, 2, 3])).prefix(length)
        #expect(
            message(for: try folder.file("a.wav", Array(bytes)))
                == """
                The recording 'DIR/a.wav' has a broken header: \(reason). Copy, download or export it again.
                """)
    }

    @Test("A WAV file that is cut off")
    func truncatedWave() throws {
        let bytes = wave(payload: pcm(Array(repeating: 7, count: 1000))).dropLast(1000)
        #expect(
            message(for: try folder.file("a.wav", Array(bytes)))
                == """
                The recording 'DIR/a.wav' is cut off or damaged: its header announces 0.063 s, of which 0.031 s can be read. \
                Copy or download it again.
                """)
    }

    @Test("A FLAC file that is cut off")
    func truncatedFLAC() throws {
        let file = folder.file("a.flac")
        try AudioFile.write(tone(440, seconds: 2, rate: 24000), to: file, format: .flac16)
        let bytes = try Data(contentsOf: file)
        try bytes.prefix(bytes.count / 2).write(to: file)
        #expect(message(for: file)?.contains("its header announces 2.000 s, of which ") == true)
    }

    @Test("A header without samples")
    func noSamples() throws {
        #expect(
            message(for: try folder.file("a.wav", wave(payload: [])))
                == "The recording 'DIR/a.wav' has a header and no samples: record or copy it again.")
    }

    @Test("A sample that is not a number")
    func notFinite() throws {
        #expect(
            message(for: try folder.file("a.wav", wave(isFloat: true, payload: float32([0, .nan]))))
                == "The recording 'DIR/a.wav' is not a number at sample 1: export it again, as 16-bit WAV or FLAC.")
    }

    @Test("A recording that is too long")
    func tooLong() throws {
        let file = try folder.file("a.wav", wave(rate: 8000, payload: pcm(Array(repeating: 9, count: 20000))))
        #expect(
            message(for: file, maximumDuration: 2)
                == "The recording 'DIR/a.wav' is too long: 2.5 s, where at most 2.0 s are allowed. Cut it.")
    }

    @Test("A recording that is too long by little is not said to be as long as the limit")
    func barelyTooLong() {
        #expect(
            AudioError.tooLong(path: "a", seconds: 30.001, limit: 30).description
                == "The recording 'a' is too long: 30.1 s, where at most 30.0 s are allowed. Cut it.")
    }

    @Test("A folder that does not exist cannot be written into")
    func cannotWrite() {
        let file = folder.file("none/a.wav")
        #expect(throws: AudioError.cannotWrite(path: file.path, reason: "No such file or directory")) {
            try AudioFile.write(tone(1, seconds: 0.1, rate: 8000), to: file, format: .wav16)
        }
        #expect(
            AudioError.cannotWrite(path: "a.wav", reason: "No such file or directory").description
                == "The file 'a.wav' cannot be written: No such file or directory.")
    }

    @Test("A full disk")
    func diskFull() throws {
        let full = URL(fileURLWithPath: "/dev/full")
        #expect(throws: AudioError.cannotWrite(path: "/dev/full", reason: "No space left on device")) {
            try AudioFile.write(tone(1, seconds: 0.1, rate: 8000), to: full, format: .wav16)
        }
    }

    @Test("Each of many recordings read at once gets its own reason")
    func concurrently() async throws {
        let mute = try folder.file("mute.wav", wave(payload: []))
        let header = try folder.file("header.wav", Array(wave(payload: []).prefix(36)))
        let good = try folder.file("good.wav", wave(payload: pcm([1, 2, 3])))
        let expected = [
            AudioError.noSamples(path: mute.path),
            AudioError.brokenHeader(path: header.path, reason: "it has no chunk 'data'"), nil,
        ]
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<300 {
                group.addTask {
                    let file = [mute, header, good][index % 3]
                    var found: AudioError?
                    do throws(AudioError) { _ = try AudioFile.read(file) } catch { found = error }
                    #expect(found == expected[index % 3])
                }
            }
        }
    }

    @Test("A file that may not be opened, and rates that cannot be converted")
    func remainingMessages() {
        #expect(
            AudioError.unreadable(path: "a.wav", reason: "Permission denied").description
                == "The recording 'a.wav' cannot be opened: Permission denied.")
        #expect(
            AudioError.cannotResample(from: 1, to: 2, reason: "no").description
                == "A recording of 1 Hz cannot be resampled to 2 Hz: no.")
    }
}
