import DatasetFixtures
import Foundation
import Testing

@testable import DataPreparation

@Suite("Clips and their limits")
struct ClipGatesTests {
    private let good = ClipMeasures(
        sampleRate: 16000, recordingSeconds: 3, leadingSilence: 0.2, trailingSilence: 0.2, silenceShare: 0.1,
        clippedShare: 0, signalToNoise: 40, loudness: -23, notes: [])

    private func findings(
        seconds: Double = 2, text: String = "A sentence, spoken", limits: PreparationLimits = PreparationLimits(),
        _ change: (inout ClipMeasures) -> Void = { _ in }
    ) -> [String] {
        var measures = good
        change(&measures)
        return ClipGates(limits: limits).findings(seconds: seconds, text: text, measures: measures).map {
            "\($0.reason.rawValue): \($0.detail)"
        }
    }

    @Test("A clip at its limits passes, and one beyond is found")
    func edges() {
        #expect(findings() == [])
        #expect(findings(seconds: 0.5, text: "Oh dear") == [])
        #expect(findings(seconds: 0.49, text: "Oh dear") == ["too_short: 0.49 s of sound, at least 0.50 s needed"])
        #expect(findings { $0.clippedShare = 0.005 } == [])
        #expect(
            findings { $0.clippedShare = 0.0051 } == [
                "clipped: 0.51 % of the samples at full scale, at most 0.50 % allowed"
            ])
        #expect(findings(seconds: 1, text: String(repeating: "a", count: 40)) == [])
        #expect(
            findings(seconds: 1, text: String(repeating: "a", count: 41)) == [
                "characters_per_second: 41.0 characters per second, 1.0 to 40.0 allowed"
            ])
        #expect(findings(seconds: 2, text: "a b") == [])
        #expect(
            findings(seconds: 2, text: "a") == [
                "characters_per_second: 0.5 characters per second, 1.0 to 40.0 allowed"
            ])
        #expect(findings { $0.silenceShare = 0.5 } == [])
        #expect(
            findings { $0.silenceShare = 0.501 } == ["pauses: 50.1 % of the sound is pauses, at most 50.0 % expected"])
        #expect(findings { $0.signalToNoise = 15 } == [])
        #expect(
            findings { $0.signalToNoise = 14.9 } == ["low_snr: 14.9 dB above its noise, at least 15.0 dB expected"])
        #expect(findings { $0.loudness = -40 } == [])
        #expect(findings { $0.loudness = -8 } == [])
        #expect(findings { $0.loudness = -40.1 } == ["loudness: -40.1 LUFS, -40.0 to -8.0 LUFS expected"])
        #expect(findings { $0.loudness = -7.9 } == ["loudness: -7.9 LUFS, -40.0 to -8.0 LUFS expected"])
    }

    @Test("A gate that is off finds nothing")
    func off() {
        var limits = PreparationLimits()
        for gate in limits.gates.keys { limits.gates[gate] = .off }
        let found = findings(seconds: 0.1, text: "a", limits: limits) {
            $0.clippedShare = 1
            $0.signalToNoise = 0
        }
        #expect(found == [])
    }

    @Test("Gates are set by name, and what is no gate is refused with the names of all")
    func names() throws {
        var limits = PreparationLimits()
        try limits.setGate(parsing: "low_snr=reject")
        try limits.setGate(parsing: "digits=off")
        #expect(limits.gates[.lowSignalToNoise] == .reject)
        #expect(limits.gates[.digits] == .off)
        for argument in ["low_snr", "low_snr=maybe", "missing=off", "=", "a=b=c"] {
            let error = failure { try limits.setGate(parsing: argument) }
            #expect(
                error?.description == """
                    The gate '\(argument)' must be written as NAME=off, NAME=warn or NAME=reject, with one of the names \
                    broken_encoding, channels, characters_per_second, clipped, digits, duplicate, invisible_characters, loudness, \
                    low_snr, markup, mixed_script, no_letters, overlap, pauses, peaks, same_text, speaker_outlier, too_short, \
                    unspoken, unusual_rate, wrong_script.
                    """)
        }
    }

    @Test("Limits that nothing can meet are refused together")
    func limits() {
        var limits = PreparationLimits()
        #expect(failure { try limits.check() } == nil)
        limits.minimumDuration = 31
        limits.maximumPauseShare = 1.5
        limits.minimumLoudness = -5
        limits.minimumSignalToNoise = -.infinity
        #expect(
            failure { try limits.check() }?.description == """
                The limit 'least signal-to-noise ratio' is -inf, where a number from 0 is needed.
                The limit 'largest share of pauses' is 1.5, where a number from 0 to 1 is needed.
                The limit 'least sound' is 31.0, where less than the longest recording (30.0) is needed.
                The limit 'lowest loudness' is -5.0, where less than the highest (-8.0) is needed.
                """)
    }

    @Test("Usual characters per second are those of most clips, however far off the others are")
    func rates() throws {
        let usual = (0..<20).map { 14 + 0.1 * Double($0) }
        let rates = try #require(RateDistribution(rates: usual + [1, 39, 39, 38]))
        #expect(abs(rates.median - 15.15) < 0.2)
        #expect(rates.deviation(of: rates.median) < 1e-9)
        #expect(abs(rates.deviation(of: rates.median * exp(0.2)) - 2) < 1e-6)
        #expect(abs(rates.deviation(of: rates.median / exp(0.2)) - 2) < 1e-6)
        #expect(rates.deviation(of: 0) == .infinity)
        #expect(RateDistribution(rates: Array(usual.prefix(9))) == nil)
        let wide = try #require(RateDistribution(rates: [8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22]))
        // The median of |log(rate / 13)| is log(13 / 10) = 0.262.
        #expect(abs(wide.deviation(of: 26) - log(2) / (1.4826 * log(1.3))) < 0.2)
    }

    @Test("A histogram counts every value, in bins of round widths")
    func histogram() {
        let distribution = MeasureDistribution([0, 0.5, 1, 1.99, 7, 19])
        #expect(distribution.binWidth == 1)
        #expect(distribution.firstBin == 0)
        #expect(distribution.counts == [2, 2, 0, 0, 0, 0, 0, 1] + [Int](repeating: 0, count: 11) + [1])
        #expect((distribution.minimum, distribution.median, distribution.maximum) == (0, 1.495, 19))
        let same = MeasureDistribution([-3.5, -3.5])
        #expect((same.binWidth, same.firstBin) == (1, -4))
        #expect(same.counts == [2])
        for values in [[0.001, 0.0013], [-70, -5.2, -3], [0, 1_000_000]] {
            let distribution = MeasureDistribution(values)
            #expect(distribution.counts.reduce(0, +) == values.count)
            #expect((1...22).contains(distribution.counts.count))
        }
    }
}
