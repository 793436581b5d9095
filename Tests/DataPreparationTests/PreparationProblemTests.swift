import Audio
import DatasetFixtures
import Files
import Foundation
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("Preparing recordings that have something wrong")
struct PreparationProblemTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    /// Three good clips and one whose recording is the given file.
    private func voice(with name: String) throws -> Preparation {
        let source = try folder.voice(
            "amina", clips: 3, extraLines: [#"{"audio": "\#(name)", "text": "Something is wrong."}"#])
        return Preparation(sources: [source])
    }

    private func message(of preparation: Preparation) async -> String? {
        await failure { _ = try await preparation.run(into: output) }.map { folder.shortened($0.description) }
    }

    private func report(_ problem: String) -> String {
        """
        1 problem in the recordings and transcripts; nothing was prepared.
          DIR/amina/metadata.jsonl:4: \(problem)
        That is 1 of 4 lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. Mend them, raise it, \
        or leave all such lines out with --skip-bad.
        """
    }

    enum Fault: String, CaseIterable {
        case missing, empty, notAudio, brokenHeader, silent, tooLong
    }

    private func write(_ fault: Fault) throws -> (problem: String, reason: Rejection.Reason) {
        let path = "DIR/amina/bad.wav"
        let file = folder.file("amina/bad.wav")
        switch fault {
        case .missing:
            try FileManager.default.removeItem(at: file)
            return (
                "The recording '\(path)' does not exist: check its path, or remove it from the transcript.", .missing
            )
        case .empty:
            try Data().write(to: file)
            return ("The recording '\(path)' is empty (0 bytes): copy or download it again.", .empty)
        case .notAudio:
            try Data("This is a letter, and nothing to listen to.".utf8).write(to: file)
            return (
                """
                The recording '\(path)' is text, where an audio file is needed: copy or download the recording again, or \
                check the path.
                """, .notAudio
            )
        case .brokenHeader:
            try Data(contentsOf: file).prefix(36).write(to: file)
            return (
                "The recording '\(path)' has a broken header: it has no chunk 'data'. Copy, download or export it again.",
                .damaged
            )
        case .silent:
            try folder.recording("amina/bad.wav", amplitude: 0.0005)
            return (
                """
                The recording '\(path)' is silent: its peak is -66.2 dBFS, where at least -60.0 dBFS is needed. Record it \
                again, or remove it from the transcript.
                """, .silent
            )
        case .tooLong:
            try folder.recording("amina/bad.wav", seconds: 31)
            return ("The recording '\(path)' is too long: 31.0 s, where at most 30.0 s are allowed. Cut it.", .tooLong)
        }
    }

    @Test(
        "A recording that cannot be used stops preparing, and is counted and left out on request",
        arguments: Fault.allCases)
    func badRecording(fault: Fault) async throws {
        var preparation = try voice(with: "bad.wav")
        try folder.recording("amina/bad.wav", hertz: 900)
        let (problem, reason) = try write(fault)
        #expect(await message(of: preparation) == report(problem))
        #expect(!FileManager.default.fileExists(atPath: output.appendingPathComponent("README.md").path))

        preparation.maximumBadShare = 1
        let result = try await preparation.run(into: output)
        let speaker = try #require(result.report.speakers.first)
        #expect(speaker.rejected == [reason.rawValue: 1])
        #expect(speaker.rejections.map { folder.shortened($0.detail) } == [problem])
        #expect(speaker.rejections.map(\.line) == [4])
        #expect(speaker.train.clips + speaker.validation.clips == 3)
    }

    @Test("One bad line among good ones is counted, named and left out; a larger share than is allowed stops preparing")
    func badShare() async throws {
        let source = try folder.voice("amina", clips: 4, extraLines: ["nonsense"])
        var preparation = Preparation(sources: [source])
        preparation.maximumBadShare = 0.2
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(speaker.rejected == ["bad_line": 1])
        #expect(speaker.rejections.map(\.line) == [5])
        preparation.maximumBadShare = 0.19
        #expect(await message(of: preparation)?.hasPrefix("1 problem in the recordings") == true)
    }

    @Test("Bad lines and bad recordings count together against one share")
    func badShareOfBoth() async throws {
        let source = try folder.voice(
            "amina", clips: 8, extraLines: ["nonsense", #"{"audio": "bad.wav", "text": "Something is wrong."}"#])
        _ = try folder.file("amina/bad.wav", Array("no audio".utf8))
        var preparation = Preparation(sources: [source])
        preparation.maximumBadShare = 0.1
        let message = try #require(await message(of: preparation))
        #expect(message.hasPrefix("2 problems in the recordings and transcripts"))
        #expect(message.contains("That is 2 of 10 lines, more than the share of 0.1"))
        preparation.maximumBadShare = 0.2
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(speaker.rejected == ["bad_line": 1, "not_audio": 1])
    }

    @Test("However many clips or workers are asked for, there are no more than there are")
    func enormousNumbers() async throws {
        var preparation = Preparation(sources: [try folder.voice("amina", clips: 3)])
        (preparation.maximumClips, preparation.workers) = (.max, .max)
        #expect(try await preparation.run(into: output).report.speakers.first?.lines == 3)
    }

    @Test("Bad lines of all sources are reported together, before anything is written")
    func badLines() async throws {
        let sources = [
            try folder.voice("a", clips: 1, extraLines: ["nonsense"]),
            try folder.voice("b", clips: 1, extraLines: [#"{"audio": "x.wav", "text": ""}"#]),
        ]
        #expect(
            await message(of: Preparation(sources: sources)) == """
                2 problems in the recordings and transcripts; nothing was prepared.
                  DIR/a/metadata.jsonl:2: The line is not a JSON object, such as {"audio": "a.wav", "text": "Hello."}. \
                It begins with 'nonsense'.
                  DIR/b/metadata.jsonl:2: The field 'text' is empty: fill it in, or remove the line.
                That is 2 of 4 lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. Mend them, \
                raise it, or leave all such lines out with --skip-bad.
                """)
        #expect(!FileManager.default.fileExists(atPath: output.path))
    }

    @Test("What does not suit is rejected with its reason, and never stops preparing")
    func rejections() async throws {
        let source = try folder.voice(
            "amina", clips: 6,
            extraLines: [
                #"{"audio": "short.wav", "text": "Oh."}"#, #"{"audio": "clipped.wav", "text": "Loud and clear."}"#,
                #"{"audio": "long.wav", "text": "A"}"#, #"{"audio": "again.wav", "text": "Sentence number 0."}"#,
            ])
        try folder.recording("amina/short.wav", seconds: 0.3)
        try folder.recording("amina/clipped.wav", amplitude: 4)
        try folder.recording("amina/long.wav", hertz: 333, seconds: 3)
        try folder.recording("amina/again.wav", hertz: 200)
        let result = try await Preparation(sources: [source]).run(into: output)
        let speaker = try #require(result.report.speakers.first)
        #expect(
            speaker.rejections.map { "\($0.line) \($0.reason.rawValue): \(folder.shortened($0.detail))" } == [
                "7 too_short: 0.30 s of sound, at least 0.50 s needed",
                "8 clipped: 83.50 % of the samples at full scale, at most 0.50 % allowed",
                "9 characters_per_second: 0.3 characters per second, 1.0 to 40.0 allowed",
                "10 duplicate: the same sound as DIR/amina/metadata.jsonl:1",
            ])
        #expect(speaker.lines == 10)
        #expect(speaker.train.clips + speaker.validation.clips == 6)
    }

    @Test("A speaker of whom too little is left is an error")
    func tooLittleLeft() async throws {
        let short = (0..<2).map { #"{"audio": "short\#($0).wav", "text": "Oh."}"# }
        for index in 0..<2 { try folder.recording("a/short\(index).wav", hertz: 300 + Double(index), seconds: 0.2) }
        var preparation = Preparation(sources: [try folder.voice("a", clips: 1, extraLines: short)])
        #expect(
            await message(of: preparation) == """
                Of the 3 clips of the speaker 'a', 2 cannot be used: too short (2). That is more than the share of 0.5 that \
                --maximum-rejected-share allows. The dataset's report.html has each. Mend the recordings and texts, or \
                raise the share; a gate that should not count is opened with --gate NAME=warn.
                """)
        preparation.maximumRejectedShare = 0.7
        #expect(try await preparation.run(into: output).report.speakers.first?.train.clips == 1)
        preparation.sources = [try folder.voice("a", clips: 0, extraLines: short)]
        preparation.maximumRejectedShare = 1
        #expect(
            await message(of: preparation)
                == "Of the 2 clips of the speaker 'a', none can be used: too short (2). The dataset's report.html has each."
        )
        let page = try String(contentsOf: output.appendingPathComponent("report.html"), encoding: .utf8)
        #expect(page.contains("0.20 s of sound, at least 0.50 s needed"))
    }

    @Test("A reference recording that is named must be one that can be used")
    func references() async throws {
        var preparation = Preparation(sources: [try folder.voice("a", clips: 2)])
        let file = folder.file("a/reference.wav")
        try folder.recording("a/reference.wav", seconds: 0.5)
        #expect(
            await message(of: preparation) == """
                The reference recording of the speaker 'a', 'DIR/a/reference.wav', has 0.5 s of sound, where at least 1.0 s \
                are needed: choose a longer one.
                """)
        try folder.recording("a/reference.wav", amplitude: 0)
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.silentReference(speaker: "a", path: file.path))
        try Data().write(to: file)
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.badReference(speaker: "a", .empty(path: file.path)))
        preparation.references = ["a": [try folder.recording("voice.wav", seconds: 20)]]
        _ = try await preparation.run(into: output)
        let reference = try AudioFile.read(output.appendingPathComponent("voices/a.wav"))
        #expect((reference.sampleRate, reference.duration) == (24000, 15))
    }

    @Test("Settings that cannot be are refused")
    func settings() async throws {
        var preparation = Preparation(sources: [try folder.voice("a", clips: 2)])
        preparation.languages = ["b": "Hausa"]
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.unknownSpeaker("b", option: "--language", available: ["a"]))
        preparation.languages = [:]
        preparation.validationShare = 1.5
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.invalidShare(name: "validation share", value: 1.5))
        #expect(
            await failure { _ = try await Preparation(sources: []).run(into: output) } == DataPreparationError.noSources
        )
    }

    @Test("Speakers with the same name are refused, whatever the case")
    func sameNames() async throws {
        let sources = [try folder.voice("x/Amina", clips: 1), try folder.voice("y/amina", clips: 1)]
        #expect(
            await failure { _ = try await Preparation(sources: sources).run(into: output) }
                == DataPreparationError.duplicateSpeaker(
                    "amina", first: folder.file("x/Amina").path, second: folder.file("y/amina").path))
        let file = try folder.text(
            "two.jsonl",
            ["Amina", "amina"].map { #"{"audio": "x/Amina/audio/0.wav", "text": "Hello there", "speaker": "\#($0)"}"# })
        #expect(
            await failure { _ = try await Preparation(sources: [.init(location: file)]).run(into: output) }
                == DataPreparationError.duplicateSpeaker(
                    "amina", first: "\(file.path): Amina", second: "\(file.path): amina"))
    }

    @Test(
        "A disk that fills up is an error, and leaves the dataset as it was",
        .enabled(if: try SmallDisk.isPossible(), "mounting needs root"))
    func diskFull() async throws {
        let preparation = Preparation(sources: [try folder.voice("a", clips: 2)])
        let disk = try SmallDisk(at: output, megabytes: 1)
        defer { disk.unmount() }
        _ = try await preparation.run(into: output)
        let before = try PreparedClip.all(in: output)
        try folder.recording("a/audio/0.wav", hertz: 900)
        // All that is left is a little for the clip.
        let filler = FileManager.default.createFile(atPath: output.appendingPathComponent("filler").path, contents: nil)
        #expect(filler)
        let handle = try FileHandle(forWritingTo: output.appendingPathComponent("filler"))
        while (try? handle.write(contentsOf: Data(repeating: 7, count: 4096))) != nil {}
        try handle.close()
        let error = await failure { _ = try await preparation.run(into: output) }?.error as? DataPreparationError
        guard case .notPrepared(output.path, _, "No space left on device") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try PreparedClip.all(in: output) == before)
        try FileManager.default.removeItem(at: output.appendingPathComponent("filler"))
        _ = try await preparation.run(into: output)
        #expect(try PreparedClip.all(in: output) != before)
    }

    @Test("The largest number of clips that can be asked for is all")
    func largestLimit() async throws {
        var preparation = Preparation(sources: [try folder.voice("a", clips: 3)])
        preparation.maximumClips = .max
        _ = try await preparation.run(into: output)
        #expect(try PreparedClip.all(in: output).count == 3)
    }

    @Test("A folder that cannot be made is an error")
    func cannotWrite() async throws {
        let preparation = Preparation(sources: [try folder.voice("a", clips: 1)])
        let file = try folder.text("occupied", ["x"])
        guard
            case .notPrepared(file.path, let path, _) = await failure({ _ = try await preparation.run(into: file) })?
                .error
                as? DataPreparationError
        else {
            Issue.record("a file took the folder's place, and nothing was thrown")
            return
        }
        #expect(path == file.appendingPathComponent(".prepare").path)
    }

    @Test("A folder that another process prepares into is left alone, and the message names the process")
    func locked() async throws {
        let preparation = Preparation(sources: [try folder.voice("a", clips: 2)])
        _ = try await preparation.run(into: output)
        let lock = try FolderLock(output.appendingPathComponent(".prepare/lock"))
        let number = ProcessInfo.processInfo.processIdentifier
        #expect(
            await failure { _ = try await preparation.run(into: output) }?.error as? DataPreparationError
                == DataPreparationError.locked(folder: output.path, process: number))
        withExtendedLifetime(lock) {}
    }

    @Test("A dataset of an earlier version is not mixed with this one's")
    func earlierFormat() async throws {
        let preparation = Preparation(sources: [try folder.voice("a", clips: 2)])
        try folder.text("out/dataset.json", ["{}"])
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.earlierFormat(folder: output.path))
    }
}
