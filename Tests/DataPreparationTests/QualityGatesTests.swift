import Audio
import DatasetFixtures
import Foundation
import SpeechDataset
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Quality gates")
struct QualityGatesTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    /// Bursts of a tone in noise, which stand for words.
    private func words(_ name: String, signalToNoise: Double, hertz: Double = 300, amplitude: Double = 0.3) throws {
        var noise = Noise(seed: UInt64(hertz))
        let floor = amplitude * (1.5 * pow(10, -signalToNoise / 10)).squareRoot()
        let samples = noise.numbers(32000).enumerated().map { index, value in
            let isLoud = index % 8000 < 5600
            let tone = isLoud ? amplitude * sin(2 * .pi * hertz * Double(index) / 16000) : 0
            return Float(tone + floor * value)
        }
        try FileManager.default.createDirectory(
            at: folder.file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try AudioFile.write(Waveform(samples: samples, sampleRate: 16000), to: folder.file(name), format: .wav16)
    }

    /// Twelve good clips of about 14 characters per second, and the given lines.
    private func voice(_ extra: [String]) throws -> Preparation {
        let ordinals = [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last",
            "best",
        ]
        var lines: [String] = []
        for (index, ordinal) in ordinals.enumerated() {
            try words("a/audio/\(index).wav", signalToNoise: 40, hertz: 300 + 20 * Double(index))
            lines.append(
                #"{"audio": "audio/\#(index).wav", "text": "This is the \#(ordinal) of all sentences.", "language": "English"}"#
            )
        }
        try folder.text("a/metadata.jsonl", lines + extra)
        try folder.recording("a/reference.wav", seconds: 2)
        return Preparation(sources: [SourceSpecification(location: folder.file("a"))])
    }

    private func line(_ name: String, _ text: String) -> String {
        #"{"audio": "\#(name).wav", "text": "\#(text)", "language": "English"}"#
    }

    private func remarks(_ rejections: [Rejection]) -> [String] {
        rejections.map { "\($0.line) \($0.reason.rawValue): \(folder.shortened($0.detail))" }
    }

    @Test("What is unusable is left out, and what is odd is kept and named; both can be listened to")
    func gates() async throws {
        try words("a/noisy.wav", signalToNoise: 8, hertz: 700)
        try words("a/soft.wav", signalToNoise: 30, hertz: 720, amplitude: 0.004)
        try words("a/again.wav", signalToNoise: 40, hertz: 740)
        try words("a/fast.wav", signalToNoise: 40, hertz: 760)
        try words("a/tags.wav", signalToNoise: 40, hertz: 780)
        try words("a/dots.wav", signalToNoise: 40, hertz: 800)
        let preparation = try voice([
            line("noisy", "There is a lot of noise in here."), line("soft", "Nobody can hear me any more."),
            line("again", "this is the first of all sentences"),
            line("fast", "This goes on and on, for far more words than the speaker says in so little time."),
            line("tags", "This is <b>bold</b>, and plainly so."), line("dots", "... ... ... ... ..."),
        ])
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(
            remarks(speaker.rejections) == [
                "17 markup: the text has '<b>'", "18 no_letters: the text '... ... ... ... ...' has no letter",
            ])
        let warnings = remarks(speaker.warnings)
        #expect(
            warnings.map { $0.split(separator: ":")[0] } == [
                "13 low_snr", "14 loudness", "15 same_text", "16 unusual_rate",
            ])
        #expect(warnings[2] == "15 same_text: the same text as on line 1")
        #expect(speaker.warned == ["low_snr": 1, "loudness": 1, "same_text": 1, "unusual_rate": 1])
        #expect(speaker.train.clips + speaker.validation.clips == 16)
        for remark in speaker.rejections + speaker.warnings {
            let clip = try #require(remark.clip)
            #expect(FileManager.default.fileExists(atPath: output.appendingPathComponent(clip).path))
            #expect(remark.text != nil)
        }
        #expect(speaker.changes.resampled == ["16000": 16])
        #expect(speaker.changes.trimmed == 16)
        #expect(speaker.measures.count == 5)
        #expect(speaker.measures.values.allSatisfy { $0.counts.reduce(0, +) == 16 })
        #expect(speaker.extremes.first { $0.measure == .signalToNoise }?.line == 13)
        let noisy = try #require(speaker.measures[.signalToNoise]?.minimum)
        #expect(abs(noisy - 8) < 1)
    }

    @Test("Another limit or gate decides anew without decoding, and the way back leads to the same files")
    func limits() async throws {
        try words("a/noisy.wav", signalToNoise: 8, hertz: 700)
        var preparation = try voice([line("noisy", "There is a lot of noise in here.")])
        _ = try await preparation.run(into: output)
        let page = output.appendingPathComponent("report.html")
        let before = try Data(contentsOf: page)

        try preparation.limits.setGate(parsing: "low_snr=reject")
        var result = try await preparation.run(into: output)
        #expect((result.decoded, result.reused) == (0, 13))
        #expect(result.report.speakers.first?.rejected == ["low_snr": 1])
        #expect(try PreparedClip.all(in: output).count == 12)
        #expect(try Data(contentsOf: page) != before)

        preparation.limits.minimumSignalToNoise = 5
        result = try await preparation.run(into: output)
        #expect(result.report.speakers.first?.rejected == [:])
        #expect(result.report.speakers.first?.warned == [:])

        preparation.limits = PreparationLimits()
        _ = try await preparation.run(into: output)
        #expect(try Data(contentsOf: page) == before)
    }

    @Test("A clip that is left out later warns of nothing, and duplicates are those of clips that stay")
    func order() async throws {
        try words("a/noisy.wav", signalToNoise: 8, hertz: 700)
        try words("a/twin.wav", signalToNoise: 8, hertz: 700)
        var preparation = try voice([
            line("noisy", "No, this text is far too long for what is said here, and by that it is surely wrong."),
            line("twin", "There is a lot of noise in here."),
        ])
        try preparation.limits.setGate(parsing: "unusual_rate=reject")
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(speaker.rejected == ["unusual_rate": 1])
        #expect(speaker.rejections.map(\.line) == [13])
        #expect(speaker.warnings.map(\.line) == [14])
    }

    @Test("The report in JSON has the reasons and the measures by their names, and no path but the transcripts'")
    func json() async throws {
        let preparation = try voice([line("audio/0", "... - ...")])
        _ = try await preparation.run(into: output)
        let data = try Data(contentsOf: output.appendingPathComponent("report.json"))
        let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let speaker = try #require((report["speakers"] as? [[String: Any]])?.first)
        #expect(
            speaker.keys.sorted() == [
                "changes", "extremes", "lines", "measures", "name", "references", "rejected", "rejections", "surplus",
                "train", "validation", "warned", "warnedClips", "warnings",
            ])
        let measures = try #require(speaker["measures"] as? [String: Any])
        #expect(measures.keys.sorted() == ["characters_per_second", "duration", "loudness", "pauses", "snr"])
        let gates = try #require((report["limits"] as? [String: Any])?["gates"] as? [String: String])
        #expect(gates["low_snr"] == "warn")
        #expect(gates.count == 21)
        let text = String(decoding: data, as: UTF8.self).replacing(folder.file("a/metadata.jsonl").path, with: "")
        #expect(!text.contains(folder.url.path))
        let page = try String(contentsOf: output.appendingPathComponent("report.html"), encoding: .utf8)
        #expect(!page.contains(folder.url.path))
    }

    @Test("Limits that cannot be are refused before anything is written")
    func refused() async throws {
        var preparation = try voice([])
        preparation.limits.maximumPauseShare = 2
        let error = await failure { _ = try await preparation.run(into: output) }
        #expect(
            error?.description
                == "The limit 'largest share of pauses' is 2.0, where a number from 0 to 1 is needed.")
        #expect(!FileManager.default.fileExists(atPath: output.path))
    }
}
