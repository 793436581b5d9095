import Audio
import Foundation
import TestSupport
import Testing

@Suite("Recordings in memory, and locked folders")
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

    @Test("A file that is written in pieces is there when it is whole, and not before")
    func pieces() throws {
        let file = folder.file("list")
        do {
            let writer = try AtomicFileWriter(file)
            try writer.append(Data("half".utf8))
        }
        #expect(try folder.names == [])
        let writer = try AtomicFileWriter(file)
        for piece in ["one ", "two"] { try writer.append(Data(piece.utf8)) }
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try writer.finish()
        #expect(try String(contentsOf: file, encoding: .utf8) == "one two")
        #expect(try folder.names == ["list"])
        #expect(throws: AudioError.cannotWrite(path: folder.file("none/x").path, reason: "No such file or directory")) {
            try AtomicFileWriter(folder.file("none/x"))
        }
    }

    @Test("A lock is had by one at a time, and names the process that has it")
    func lock() throws {
        let file = folder.file("lock")
        do {
            let lock = try FolderLock(file)
            let number = ProcessInfo.processInfo.processIdentifier
            #expect(throws: FolderLock.Failure.taken(process: number)) { try FolderLock(file) }
            withExtendedLifetime(lock) {}
        }
        _ = try FolderLock(file)
        #expect(throws: FolderLock.Failure.cannotWrite(reason: "No such file or directory")) {
            try FolderLock(folder.file("none/lock"))
        }
    }
}
