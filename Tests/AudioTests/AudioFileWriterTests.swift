import Audio
import Foundation
import TestSupport
import Testing

@Suite("Writing a recording piece by piece")
struct AudioFileWriterTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("The pieces are the file that one write makes", arguments: AudioFile.Format.allCases)
    func pieces(format: AudioFile.Format) throws {
        let whole = tone(440, seconds: 0.5, rate: 24000)
        let file = folder.file("a")
        let writer = try AudioFileWriter(file, sampleRate: 24000, format: format)
        for start in stride(from: 0, to: whole.samples.count, by: 1000) {
            try writer.write(Array(whole.samples[start..<min(start + 1000, whole.samples.count)]))
        }
        #expect(writer.sampleCount == whole.samples.count)
        try writer.finish()
        #expect(try folder.names == ["a"])
        let read = try AudioFile.read(file)
        #expect(read.sampleRate == 24000)
        #expect(read.pcm16 == whole.pcm16)
    }

    @Test("Until it is finished there is no file, and what was there stays")
    func abandoned() throws {
        let file = try folder.file("a.wav", [1, 2, 3])
        for _ in 0..<2 {
            let writer = try AudioFileWriter(file, sampleRate: 24000, format: .wav16)
            try writer.write([0, 0.5])
            #expect(try folder.names.count == 2)
        }
        #expect(try folder.names == ["a.wav"])
        #expect(try Data(contentsOf: file) == Data([1, 2, 3]))
    }

    @Test("A place that cannot be written is found at once, before anything is made there")
    func cannotWrite() throws {
        try FileManager.default.createDirectory(at: folder.file("folder"), withIntermediateDirectories: true)
        let (lost, taken) = (folder.file("nowhere/a.wav"), folder.file("folder"))
        #expect(throws: AudioError.outputFolderMissing(path: lost.path, folder: folder.file("nowhere").path)) {
            try AudioFileWriter(lost, sampleRate: 24000, format: .wav16)
        }
        #expect(throws: AudioError.outputIsFolder(path: taken.path)) {
            try AudioFileWriter(taken, sampleRate: 24000, format: .wav16)
        }
        #expect(try folder.names == ["folder"])
    }

    @Test("A full disk is reported in the system's words")
    func full() throws {
        let writer = try AudioFileWriter(URL(filePath: "/dev/full"), sampleRate: 24000, format: .flac16)
        let error = #expect(throws: AudioError.self) {
            // Noise, so that the encoder cannot keep it all to itself.
            var noise = Noise(seed: 1)
            for _ in 0..<20 { try writer.write(noise.numbers(10000).map { Float($0) }) }
            try writer.finish()
        }
        #expect(error == .cannotWrite(path: "/dev/full", reason: "No space left on device"))
    }
}
