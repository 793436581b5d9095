import Audio
import DatasetFixtures
import Foundation
import SpeechDataset
import TestSupport
import Testing

@testable import DataPreparation

@Suite("What decoding has to say about recordings")
struct DecodingNoteTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A WAV file of several channels, or of floats, which `AudioFile` does not write.
    private func file(_ name: String, _ frames: [[Float]], isFloat: Bool = false) throws {
        let count = frames[0].count
        let width = isFloat ? 4 : 2
        let samples = frames.flatMap { $0 }.flatMap { sample in
            let bits = isFloat ? sample.bitPattern : UInt32(truncatingIfNeeded: Int(sample * 32767))
            return (0..<width).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
        }
        let number = { (value: Int, width: Int) in (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var bytes = Array("RIFF".utf8) + number(36 + samples.count, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
        bytes += number(isFloat ? 3 : 1, 2) + number(count, 2) + number(16000, 4)
        bytes += number(16000 * count * width, 4) + number(count * width, 2) + number(8 * width, 2)
        bytes += Array("data".utf8) + number(samples.count, 4) + samples
        try Data(bytes).write(to: folder.file(name))
    }

    private func tone(_ hertz: Double) -> [Float] {
        (0..<16000).map { Float(sin(2 * .pi * hertz * Double($0) / 16000)) / 2 }
    }

    private func preparation() throws -> Preparation {
        try FileManager.default.createDirectory(at: folder.file("a"), withIntermediateDirectories: true)
        try file("a/opposed.wav", tone(300).map { [$0, -$0] })
        try file("a/one.wav", tone(320).map { [0, $0] })
        try file("a/two.wav", zip(tone(340), tone(531)).map { [$0, $1] })
        try file("a/loud.wav", tone(360).map { [3 * $0] }, isFloat: true)
        try file("a/good.wav", tone(380).map { [$0, $0] })
        let names = ["opposed", "one", "two", "loud", "good"]
        try folder.text(
            "a/metadata.jsonl",
            names.map { #"{"audio": "\#($0).wav", "text": "This is the sentence called \#($0)."}"# })
        return Preparation(sources: [SourceSpecification(location: folder.file("a"))])
    }

    @Test("It is a warning of the clip, which a later run repeats without decoding anything")
    func warnings() async throws {
        let expected = [
            "1 channels: the two channels cancel each other (opposite phase, correlation -1.00): channel 1 alone was used",
            "2 channels: 1 of 2 channels is silent, or 20 dB softer than the loudest: the other was used",
            "3 channels: the two channels carry different sound (correlation 0.00), which was mixed",
            "4 peaks: the peak is 1.50, where at most 1 is expected: all of it was scaled down",
        ]
        for round in 0..<2 {
            let result = try await preparation().run(into: folder.file("out"))
            let speaker = try #require(result.report.speakers.first)
            let found = speaker.warnings.filter { [.channels, .peaks].contains($0.reason) }
            #expect(found.map { "\($0.line) \($0.reason.rawValue): \($0.detail)" } == expected)
            #expect(speaker.warned["channels"] == 3 && speaker.warned["peaks"] == 1)
            #expect(speaker.train.clips + speaker.validation.clips == 5)
            let loudness = try #require(speaker.measures[.loudness])
            #expect(loudness.maximum - loudness.minimum < 9)
            #expect(result.reused == (round == 0 ? 0 : 5))
        }
    }

    @Test("A gate makes it a reason to leave the clip out")
    func gate() async throws {
        var preparation = try preparation()
        try preparation.limits.setGate(parsing: "channels=reject")
        preparation.maximumRejectedShare = 1
        let speaker = try #require(try await preparation.run(into: folder.file("out")).report.speakers.first)
        #expect(speaker.rejected == ["channels": 3])
    }

    @Test("A reference's channels are named with it")
    func reference() async throws {
        let preparation = try preparation()
        let tone = tone(200)
        try file("a/reference.wav", (tone + tone).map { [$0, -$0] })
        let speaker = try #require(try await preparation.run(into: folder.file("out")).report.speakers.first)
        #expect(
            speaker.references.map(\.detail) == [
                """
                reference.wav; the two channels cancel each other (opposite phase, correlation -1.00): channel 1 alone was used
                """
            ])
    }
}
