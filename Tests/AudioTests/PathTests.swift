import Audio
import Foundation
import TestSupport
import Testing

@Suite("Paths that lead to no regular file")
struct PathTests {
    private func message(_ path: String) -> String? {
        do throws(AudioError) {
            _ = try AudioFile.read(URL(filePath: path))
            return nil
        } catch {
            return error.description
        }
    }

    @Test("A device is named, and not read", arguments: ["/dev/zero", "/dev/null"])
    func devices(path: String) {
        #expect(
            message(path)
                == "The recording '\(path)' is a device, where an audio file is needed: write it to a file first.")
    }

    @Test("A pipe that nobody writes into does not block")
    func pipe() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.wav").path
        try #require(mkfifo(path, 0o600) == 0)
        #expect(
            message(path)
                == "The recording '\(path)' is a pipe, where an audio file is needed: write it to a file first.")
    }

    @Test("A file that may not be read is named", .enabled(if: geteuid() != 0))
    func forbidden() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("a.wav", wave(payload: pcm([1])))
        try #require(chmod(file.path, 0) == 0)
        #expect(message(file.path) == "The recording '\(file.path)' cannot be opened: Permission denied.")
    }

    @Test("A recording of the highest rate and one that is longer than memory should hold are bounded")
    func bounds() throws {
        let bytes = wave(rate: 1000, payload: pcm(Array(repeating: 9, count: 2000)))
        #expect(try AudioFile.read(Data(bytes), name: "a").resampled(to: 24000).samples.count == 48000)
        #expect(throws: AudioError.tooLong(path: "a", seconds: 2, limit: 1.5)) {
            try AudioFile.read(Data(bytes), name: "a", maximumDuration: 1.5)
        }
    }
}
