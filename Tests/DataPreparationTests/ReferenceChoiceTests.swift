import DatasetFixtures
import Files
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Choosing a recording that shows the voice")
struct ReferenceChoiceTests {
    private func clip(
        _ line: Int, seconds: Double, noise: Double = 30, clipped: Double = 0, pauses: Double = 0.1,
        loudness: Double = -20
    ) -> AssessedClip {
        let origin = Origin(file: "m.jsonl", line: line)
        return AssessedClip(
            id: Hash256(hashing: Data("\(line)".utf8)), samples: Int(24000 * seconds),
            utterance: Utterance(
                speaker: "a", recording: .file("\(line).wav"), text: "Text", language: "English", origin: origin),
            padding: 0.1,
            measures: ClipMeasures(
                sampleRate: 24000, recordingSeconds: seconds, leadingSilence: 0, trailingSilence: 0,
                silenceShare: pauses, clippedShare: clipped, signalToNoise: noise, loudness: loudness, notes: []))
    }

    @Test("It is the cleanest of those that are long enough, unclipped, without long pauses and of the usual loudness")
    func best() throws {
        let clips = [
            clip(1, seconds: 4, noise: 90), clip(2, seconds: 16, noise: 90), clip(3, seconds: 8, noise: 40),
            clip(4, seconds: 8, noise: 41), clip(5, seconds: 8, noise: 80, clipped: 0.001),
            clip(6, seconds: 8, noise: 80, pauses: 0.3), clip(7, seconds: 8, noise: 80, loudness: -26),
        ]
        let choice = try #require(ReferenceChoice(among: clips))
        #expect(choice.clip.utterance.origin.line == 4)
        #expect(choice.detail == "line 4, 41.0 dB above its noise, 0.00 % clipped, 10.0 % pauses, -20.0 LUFS")
        #expect(ReferenceChoice(among: clips.reversed())?.clip.id == choice.clip.id)
    }

    @Test("A clip that something is odd about is chosen only where there is no other of that length")
    func warned() {
        var other = clip(1, seconds: 8, noise: 80)
        other.warnings = [Finding(.speakerOutlier, "nearer to another speaker")]
        let clips = [other, clip(2, seconds: 8, noise: 20, clipped: 0.1)]
        #expect(ReferenceChoice(among: clips)?.clip.utterance.origin.line == 2)
        #expect(ReferenceChoice(among: [other, clip(3, seconds: 2)])?.clip.utterance.origin.line == 1)
    }

    @Test("Conditions are dropped one after the other, with a note where the length is not right")
    func fallback() throws {
        let paused = [clip(1, seconds: 8, noise: 20, pauses: 0.3), clip(2, seconds: 8, noise: 50, clipped: 0.1)]
        #expect(ReferenceChoice(among: paused)?.clip.utterance.origin.line == 1)
        #expect(ReferenceChoice(among: [paused[1], clip(3, seconds: 2, noise: 90)])?.clip.utterance.origin.line == 2)
        let short = try #require(
            ReferenceChoice(among: [clip(1, seconds: 2), clip(2, seconds: 3), clip(3, seconds: 1)]))
        #expect(short.clip.utterance.origin.line == 2)
        #expect(short.detail.hasPrefix("no clip has 5 to 15 s, so this is the longest: line 2, "))
        let long = try #require(ReferenceChoice(among: [clip(1, seconds: 2), clip(2, seconds: 20)]))
        #expect(long.detail.hasPrefix("no clip has 5 to 15 s, so this is the beginning of a longer one: line 2, "))
        #expect(ReferenceChoice(among: []) == nil)
    }

    @Test("A reference is the user's, else the source's, else that of the folder of voices, else a clip")
    func order() async throws {
        let folder = try TemporaryFolder()
        let output = folder.file("out")
        let source = try folder.voice("a", clips: 3)
        var preparation = Preparation(sources: [source])
        func origin() async throws -> String {
            let notes = try await preparation.run(into: output).report.speakers[0].references
            return notes.map { "\($0.origin.rawValue) \($0.path) \($0.detail.prefix(13))" }.joined()
        }
        preparation.references = ["a": [try folder.recording("mine.wav", hertz: 100, seconds: 2)]]
        preparation.voices = folder.file("voices")
        try folder.recording("voices/a.wav", hertz: 120, seconds: 2)
        #expect(try await origin() == "option voices/a.wav mine.wav")
        preparation.references = [:]
        #expect(try await origin() == "source voices/a.wav reference.wav")
        try FileManager.default.removeItem(at: folder.file("a/reference.wav"))
        #expect(try await origin() == "voices voices/a.wav a.wav")
        preparation.voices = folder.file("none")
        #expect(try await origin() == "chosen voices/a.wav no clip has 5")
        let table = try await preparation.run(into: output).report.table
        #expect(
            table.contains(
                "a: reference voices/a.wav (1.2 s), chosen: no clip has 5 to 15 s, so this is the longest: line "))
    }
}
