import Audio
import DatasetFixtures
import Files
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

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
        let clips = zip(ids, cosines).map { (id: $0, own: $1) }
        func consistency(_ clips: [(id: Hash256, own: Double)]) -> VoiceConsistency? {
            VoiceConsistency(cosines: clips, nearest: nil, limits: limits) { _, _ in nil }
        }
        let voice = try #require(consistency(clips))
        #expect(ids.filter { voice.finding($0, limits: limits) != nil } == [ids[8]])
        #expect(
            voice.finding(ids[8], limits: limits)?.detail
                == "cosine 0.500 with the speaker's centre, where 0.950 is usual (at least 0.891 expected)")
        #expect(voice.summary.sentence == "likeness of the clips 0.950 in the middle, 0.500 at least")
        limits.maximumVoiceDeviation = 100
        let wide = try #require(consistency(clips))
        #expect(wide.finding(ids[8], limits: limits) == nil)
        #expect(consistency(Array(clips.prefix(4))) == nil)
    }

    @Test("A clip that is far from its own speaker is compared with all, one that is near with the neighbours")
    func neighbours() throws {
        let ids = (0..<9).map { Hash256(hashing: Data([UInt8($0)])) }
        let clips = ids.enumerated().map { (id: $1, own: $0 == 8 ? 0.2 : 0.95) }
        var far: [Int] = []
        let voice = try #require(
            VoiceConsistency(cosines: clips, nearest: nil, limits: PreparationLimits()) { place, isFar in
                if isFar { far.append(place) }
                return VoiceCentres.Neighbour(speaker: "b", cosine: 0.5)
            })
        #expect(far == [8])
        #expect(voice.summary.nearerToOthers == ["b": 1])

        var centres = VoiceCentres()
        for angle in 0..<40 {
            let radians = Double(angle) / 40
            centres.add([7 * cos(radians), 7 * sin(radians)], of: "speaker \(10 + angle)")
        }
        let near = centres.nearest(to: 20)
        #expect(near.map(\.centre).sorted() == Array(12...19) + Array(21...28))
        #expect(near.first?.centre == 19)
        #expect(centres.nearest(of: 0..<40, to: [1, 0])?.speaker == "speaker 10")
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
