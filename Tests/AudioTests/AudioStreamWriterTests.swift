import Audio
import Foundation
import TestSupport
import Testing

@Suite("Writing sound while it is made")
struct AudioStreamWriterTests {
    let folder: TemporaryFolder
    private let sound = tone(440, seconds: 0.2, rate: 24000, amplitude: 1.2)

    init() throws { folder = try TemporaryFolder() }

    private func chunks() -> [[Float]] {
        stride(from: 0, to: sound.samples.count, by: 1000).map {
            Array(sound.samples[$0..<min($0 + 1000, sound.samples.count)])
        }
    }

    private func whole() throws -> Data {
        let file = folder.file("whole.wav")
        try AudioFile.write(sound, to: file, format: .wav16)
        return try Data(contentsOf: file)
    }

    @Test("A WAV file is valid at every moment, and at the end the same as one written at once")
    func growing() throws {
        let file = try folder.file("a.wav", Array("what was here before, and longer than a header".utf8))
        let writer = try AudioStreamWriter(to: file, format: .wav16, sampleRate: 24000)
        #expect(throws: AudioError.noSamples(path: file.path)) { try AudioFile.read(file) }
        var count = 0
        for chunk in chunks() {
            #expect(try writer.append(chunk))
            count += chunk.count
            let soFar = try AudioFile.read(file)
            #expect(soFar.samples.count == count)
            #expect(soFar.sampleRate == 24000)
        }
        try writer.close()
        #expect(try Data(contentsOf: file) == whole())
    }

    @Test("Raw samples are those of the WAV file without its header")
    func raw() throws {
        let file = folder.file("a.pcm")
        let writer = try AudioStreamWriter(to: file, format: .pcm16, sampleRate: 24000)
        for chunk in chunks() { try writer.append(chunk) }
        try writer.close()
        #expect(try Data(contentsOf: file) == whole().dropFirst(44))
    }

    @Test("A pipe gets a header with the largest sizes, which is read to its end")
    func pipe() throws {
        let pipe = Pipe()
        let writer = try AudioStreamWriter(
            to: pipe.fileHandleForWriting, name: "the pipe", format: .wav16, sampleRate: 24000)
        for chunk in chunks() { #expect(try writer.append(chunk)) }
        try writer.close()
        let bytes = try #require(try pipe.fileHandleForReading.readToEnd())
        let expected = try whole()
        #expect(Array(bytes[4..<8]) == [255, 255, 255, 255])
        #expect(Array(bytes[40..<44]) == [255, 255, 255, 255])
        #expect(bytes.dropFirst(44) == expected.dropFirst(44))
        let file = try folder.file("piped.wav", Array(bytes))
        #expect(try AudioFile.read(file).samples.count == sound.samples.count)
    }

    @Test("A file that is appended to, whose header cannot be changed, gets the largest sizes too")
    func appending() throws {
        let file = folder.file("a.wav")
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let writer = try AudioStreamWriter(to: handle, name: "a.wav", format: .wav16, sampleRate: 24000)
        try writer.append(sound.samples)
        try writer.close()
        let bytes = try Data(contentsOf: file)
        #expect(Array(bytes[40..<44]) == [255, 255, 255, 255])
        #expect(try bytes.dropFirst(44) == whole().dropFirst(44))
    }

    @Test("A pipe that nobody reads any more is an ordinary end, and no signal comes")
    func closedPipe() throws {
        let pipe = Pipe()
        let writer = try AudioStreamWriter(
            to: pipe.fileHandleForWriting, name: "the pipe", format: .pcm16, sampleRate: 24000)
        #expect(try writer.append([0.5]))
        try pipe.fileHandleForReading.close()
        #expect(try !writer.append([0.5]))
        #expect(try !writer.append([0.5]))
        try writer.close()
    }

    @Test("A full disk", arguments: AudioStreamWriter.Format.allCases)
    func diskFull(format: AudioStreamWriter.Format) throws {
        let error = #expect(throws: AudioError.self) {
            let writer = try AudioStreamWriter(to: URL(filePath: "/dev/full"), format: format, sampleRate: 24000)
            try writer.append([0, 0])
        }
        #expect(error?.description == "The file '/dev/full' cannot be written: No space left on device.")
    }

    @Test(
        "A disk that fills leaves a valid file with what was written before",
        .enabled("needs the right to mount one") { try SmallDisk.isPossible() })
    func smallDisk() throws {
        let disk = try SmallDisk(at: folder.file("disk"), megabytes: 1)
        defer { disk.unmount() }
        let file = folder.file("disk/a.wav")
        let writer = try AudioStreamWriter(to: file, format: .wav16, sampleRate: 24000)
        #expect(throws: AudioError.cannotWrite(path: file.path, reason: "No space left on device")) {
            for _ in 0..<10 { try writer.append([Float](repeating: 0.5, count: 100_000)) }
        }
        // Five times 200,000 bytes fit into 1 MiB.
        #expect(try AudioFile.read(file) == Waveform(samples: .init(repeating: 0.5, count: 500_000), sampleRate: 24000))
        #expect(try Data(contentsOf: file).count == 1_000_044)
        try writer.close()
    }

    @Test("A file that may not grow keeps what was written before, and stays valid")
    func limit() throws {
        let file = folder.file("a.wav")
        let writer = try AudioStreamWriter(to: file, format: .wav16, sampleRate: 24000)
        try writer.append([Float](repeating: 0.5, count: 500))
        let before = try Data(contentsOf: file)
        let other = FileHandle(fileDescriptor: open("/dev/full", O_WRONLY), closeOnDealloc: true)
        // The writer's own descriptor now leads to the full device.
        let descriptor = try #require(self.descriptor(of: file))
        dup2(other.fileDescriptor, descriptor)
        #expect(throws: AudioError.cannotWrite(path: file.path, reason: "No space left on device")) {
            try writer.append([Float](repeating: 0.5, count: 500))
        }
        #expect(try Data(contentsOf: file) == before)
        #expect(try AudioFile.read(file).samples.count == 500)
    }

    /// The open descriptor of this process that leads to a file.
    private func descriptor(of file: URL) -> Int32? {
        (3..<256).first { number in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)"))
                == file.resolvingSymlinksInPath().path
        }
    }

    @Test("A folder, and a folder that does not exist, are named before anything is written")
    func unwritable() {
        let folder = folder.url.path
        func message(_ path: String, _ write: (URL) throws -> Void) -> String? {
            do { try write(URL(filePath: path)) } catch let error as AudioError {
                return error.description.replacingOccurrences(of: folder, with: "DIR")
            } catch { return "\(error)" }
            return nil
        }
        let open: [(URL) throws -> Void] = [
            { _ = try AudioStreamWriter(to: $0, format: .wav16, sampleRate: 24000) },
            { try AudioFile.checkWritable($0) },
        ]
        for write in open {
            #expect(
                message(folder, write) == "The file 'DIR' cannot be written: it is a folder. Name a file in it.")
            #expect(
                message("\(folder)/none/a.wav", write)
                    == """
                    The file 'DIR/none/a.wav' cannot be written: the folder 'DIR/none' does not exist. Make it, or choose \
                    another.
                    """)
            #expect(
                message("/dev/null/a.wav", write) == "The file '/dev/null/a.wav' cannot be written: Not a directory.")
            #expect(
                message("/proc/a.wav", write)?.hasPrefix("The file '/proc/a.wav' cannot be written: ") != false)
        }
        let name = String(repeating: "a", count: 250)
        #expect(
            message("\(folder)/\(name)") { try AudioFile.checkWritable($0) }
                == "The file 'DIR/\(name)' cannot be written: File name too long.")
    }

    @Test("A folder that may not be written into", .enabled(if: getuid() != 0, "root may write everywhere"))
    func noPermission() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.url.path)
        let file = folder.file("a.wav")
        #expect(throws: AudioError.cannotWrite(path: file.path, reason: "Permission denied")) {
            try AudioFile.checkWritable(file)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.url.path)
    }

    @Test("What can be written passes, and nothing is made")
    func writable() throws {
        let old = try folder.file("old.wav", [1])
        try AudioFile.checkWritable(old)
        try AudioFile.checkWritable(folder.file("new.wav"))
        try AudioFile.checkWritable(URL(filePath: "/dev/null"))
        #expect(try folder.names == ["old.wav"])
        #expect(try Data(contentsOf: old) == Data([1]))
    }
}
