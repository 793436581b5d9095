import Audio
import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Finding recordings as they are meant")
struct RecordingFinderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Makes files that are not empty.
    private func make(_ names: String...) throws {
        for name in names {
            let file = folder.url.path + "/" + name
            let parent = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: file, contents: Data("RIFF".utf8)))
        }
    }

    /// Where the recording of a transcript in the folder is, or the message.
    private func find(_ path: String) -> String {
        var finder = RecordingFinder()
        let written = RecordingPath.resolve(path, in: folder.url).path
        do throws(LineFailure) {
            let found = try finder.locate(written, of: Origin(file: folder.file("metadata.csv").path, line: 1))
            return folder.shortened(found)
        } catch {
            return folder.shortened(error.problem.description)
        }
    }

    @Test(
        "Names and folders match in either form of composition",
        arguments: [("m\u{E4}dchen", "ma\u{308}dchen"), ("ma\u{308}dchen", "m\u{E4}dchen")])
    func composition(written: String, onDisk: String) throws {
        try make("\(onDisk).wav", "t\(onDisk)/a.wav", "wavs/\(onDisk)2.flac")
        let scalars = { (path: String) in Array(path.unicodeScalars) }
        #expect(scalars(find("\(written).wav")) == scalars("DIR/\(onDisk).wav"))
        #expect(scalars(find(written)) == scalars("DIR/\(onDisk).wav"))
        #expect(scalars(find("t\(written)/a")) == scalars("DIR/t\(onDisk)/a.wav"))
        #expect(scalars(find("\(written)2")) == scalars("DIR/wavs/\(onDisk)2.flac"))
    }

    @Test(
        "An extension that the transcript does not write may be in any case, and a blank at a name's end counts for nothing"
    )
    func extensions() throws {
        try make("K.Mp3", "wavs/L.WAV", "blank.wav ")
        #expect(find("K") == "DIR/K.Mp3")
        #expect(find("L") == "DIR/wavs/L.WAV")
        #expect(find("blank.wav") == "DIR/blank.wav ")
    }

    @Test("Two files for one name are named, and none is chosen")
    func unclear() throws {
        try make("a.wav", "a.mp3", "wavs/b.WAV", "wavs/b.flac")
        let advice = "write the whole name in the transcript, or remove the others."
        #expect(find("a") == "The recording 'DIR/a' may be 'a.mp3' or 'a.wav': \(advice)")
        #expect(find("a.wav") == "DIR/a.wav")
        try make("wavs/c.WAV", "wavs/c.Flac")
        #expect(find("c") == "The recording 'DIR/c' may be 'wavs/c.Flac' or 'wavs/c.WAV': \(advice)")
    }

    @Test(
        "What is not there is told with what is, and is not guessed",
        arguments: [
            ("wavs/4.wav", ["Wavs/4.wav"], "'Wavs/4.wav'"), ("A.wav", ["a.wav"], "'a.wav'"),
            ("a", ["a.m4a"], "'a.m4a'"),
            ("a.wav", ["a.Mp3"], "'a.Mp3'"),
            ("p316_001", ["p316_001_mic1.flac", "p316_001_mic2.flac"], "'p316_001_mic1.flac', 'p316_001_mic2.flac'"),
            ("p316_001_mic1.wav", ["p316_001.wav"], "'p316_001.wav'"),
            ("1.wav", ["wavs/0001.wav", "wavs/10.wav"], "'wavs/0001.wav'"),
            ("my clip.wav", ["my_clip.wav"], "'my_clip.wav'"), ("monring.wav", ["morning.wav"], "'morning.wav'"),
            ("a.wav", ["a.m1", "a.m2", "a.m3", "a.m4"], "'a.m1', 'a.m2', 'a.m3'"),
        ])
    func near(written: String, files: [String], found: String) throws {
        for file in files { try make(file) }
        #expect(
            find(written)
                == "The recording 'DIR/\(written)' does not exist. There is \(found): mend the path in the transcript, or rename the file."
        )
    }

    @Test("What nothing is like is missing, and a folder on the way is named")
    func missing() throws {
        try make("clip_0001.wav", "sub/x.wav")
        #expect(
            find("clip_0002.wav")
                == "The recording 'DIR/clip_0002.wav' does not exist: check its path, or remove it from the transcript."
        )
        #expect(
            find("nowhere/deep/a.wav")
                == "The recording 'DIR/nowhere/deep/a.wav' does not exist: there is no folder 'nowhere' in 'DIR'. Mend the path "
                + "in the transcript, or copy the folder there.")
        #expect(
            find("sub/x.wav/y")
                == "The recording 'DIR/sub/x.wav/y' does not exist: there is no folder 'x.wav' in 'DIR/sub'. Mend the path in the transcript, or copy the folder there."
        )
        #expect(find("/no-such-folder/a.wav").contains("there is no folder 'no-such-folder' in '/'"))
    }

    @Test("Each folder is read once, however many recordings are missing", .timeLimit(.minutes(1)))
    func time() throws {
        for index in 0..<1000 { try make("clip-\(index).flac") }
        var finder = RecordingFinder()
        let origin = Origin(file: folder.file("metadata.csv").path, line: 1)
        let clock = ContinuousClock()
        let time = clock.measure {
            for index in 0..<1000 {
                _ = try? finder.locate(folder.file("other/clop-\(index).wav").path, of: origin)
                _ = try? finder.locate(folder.file("clop-\(index).wav").path, of: origin)
            }
        }
        #expect(time < .seconds(20))
    }
}
