import Audio
import Files
import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("Comparing the voices of clips")
struct VoiceConsistencyTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    /// A model that hears the pitch of a tone, from its zero crossings, as an angle.
    private func vectors(asked: @escaping () -> Void = {}) -> SpeakerVectors {
        SpeakerVectors(fingerprint: "a model of sixteen letters") { waveform in
            asked()
            let samples = waveform.samples
            let crossings = zip(samples, samples.dropFirst()).count { ($0 < 0) != ($1 < 0) }
            let angle = Double(crossings) / Double(samples.count) * 10
            return [Float(3 * cos(angle)), Float(3 * sin(angle))]
        }
    }

    private func preparation() throws -> Preparation {
        try folder.recording("a/audio/odd.wav", hertz: 1005)
        let line = #"{"audio": "audio/odd.wav", "text": "Sentence of another.", "language": "english"}"#
        return Preparation(sources: [
            try folder.voice("a", clips: 8, hertz: 200, extraLines: [line]),
            try folder.voice("b", clips: 6, hertz: 1000),
        ])
    }

    @Test("A clip that sounds like another speaker is named, in the table, the report and the page")
    func outlier() async throws {
        let result = try await preparation().run(into: output, vectors: vectors())
        let speakers = result.report.speakers
        #expect(speakers[0].warnings.filter { $0.reason == .speakerOutlier }.map(\.line) == [9])
        #expect(
            speakers[0].warnings.first { $0.reason == .speakerOutlier }?.detail.hasPrefix(
                "nearer to the speaker 'b' (cosine ") == true)
        #expect(speakers[1].warned["speaker_outlier"] == nil)
        #expect(speakers[0].voice?.nearerToOthers == ["b": 1])
        #expect(speakers[0].voice?.nearestSpeaker == "b")
        #expect(result.report.table.contains("1 clip nearer to b"))
        #expect(result.report.table.contains("unlike the speaker's other clips (1)"))
        let page = try String(contentsOf: output.appendingPathComponent("report.html"), encoding: .utf8)
        #expect(page.contains("Voice: likeness of the clips"))
        #expect(try PreparedClip.all(in: output).count == 15)
    }

    @Test("Vectors are computed once for each clip, and the gate may leave clips out")
    func memory() async throws {
        var preparation = try preparation()
        var count = 0
        _ = try await preparation.run(into: output, vectors: vectors { count += 1 })
        #expect(count == 15)
        try preparation.limits.setGate(parsing: "speaker_outlier=reject")
        let result = try await preparation.run(into: output, vectors: vectors { count += 1 })
        #expect(count == 15)
        #expect(result.report.speakers[0].rejected == ["speaker_outlier": 1])
        #expect(try PreparedClip.all(in: output).count == 14)
    }

    @Test("A clip far below the others' likeness is named, up to a limit that can be set")
    func distance() throws {
        let ids = (0..<9).map { Hash256(hashing: Data([UInt8($0)])) }
        let cosines = [0.95, 0.94, 0.96, 0.95, 0.93, 0.95, 0.94, 0.96, 0.5]
        var limits = PreparationLimits()
        let clips = zip(ids, cosines).map { (id: $0, bySpeaker: ["a": $1]) }
        let voice = try #require(VoiceConsistency(of: "a", cosines: clips, centres: [:], limits: limits))
        #expect(ids.filter { voice.finding($0, limits: limits) != nil } == [ids[8]])
        #expect(
            voice.finding(ids[8], limits: limits)?.detail
                == "cosine 0.500 with the speaker's centre, where 0.950 is usual (at least 0.891 expected)")
        #expect(voice.summary.sentence == "likeness of the clips 0.950 in the middle, 0.500 at least")
        limits.maximumVoiceDeviation = 100
        let wide = try #require(VoiceConsistency(of: "a", cosines: clips, centres: [:], limits: limits))
        #expect(wide.finding(ids[8], limits: limits) == nil)
        #expect(VoiceConsistency(of: "a", cosines: Array(clips.prefix(4)), centres: [:], limits: limits) == nil)
    }

    @Test("A file of vectors gives back what it was given, and drops what was not complete")
    func file() throws {
        let url = folder.file("vectors")
        let ids = (0..<3).map { Hash256(hashing: Data([UInt8($0)])) }
        var file = try VectorFile(url)
        for (index, id) in ids.enumerated() {
            #expect(
                try file.add([3, 4 * Float(index)], for: id)
                    == [[1, 0], [0.6, 0.8], [3, 8].map { $0 / Float(73).squareRoot() }][index])
        }
        try Data(contentsOf: url).dropLast(3).write(to: url)
        let again = try VectorFile(url)
        #expect(try again.vector(of: ids[0]) == [1, 0])
        #expect(try again.vector(of: ids[1]) == [0.6, 0.8])
        #expect(try again.vector(of: ids[2]) == nil)
    }
}
