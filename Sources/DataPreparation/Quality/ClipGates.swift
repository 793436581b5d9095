import Audio
import SpeechDataset

/// The gates that a clip passes, or not, by itself: without a look at others.
struct ClipGates {
    var limits: PreparationLimits

    /// Everything that is wrong with the sound, and with how the text fits it, in a fixed order; gates that are off find nothing.
    ///
    /// - Parameter seconds: the clip's length without its padding.
    func findings(seconds: Double, text: String, measures: ClipMeasures) -> [Finding] {
        let findings = [
            tooShort(seconds), clipped(measures), rate(seconds, text), pauses(measures), noise(measures),
            loudness(measures),
        ]
        return (findings.compactMap { $0 } + measures.notes.map(finding)).filter {
            limits.action(of: $0.reason) != .off
        }
    }

    /// Characters per second, without white space.
    static func rate(of text: String, seconds: Double) -> Double {
        Double(text.count { !$0.isWhitespace }) / max(seconds, 0.001)
    }

    private func tooShort(_ seconds: Double) -> Finding? {
        guard seconds < limits.minimumDuration else { return nil }
        return Finding(
            .tooShort,
            "\(decimal(max(0, seconds), places: 2)) s of sound, at least \(decimal(limits.minimumDuration, places: 2)) s needed"
        )
    }

    private func clipped(_ measures: ClipMeasures) -> Finding? {
        guard measures.clippedShare > limits.maximumClippedShare else { return nil }
        return Finding(
            .clipped,
            "\(decimal(100 * measures.clippedShare, places: 2)) % of the samples at full scale, at most "
                + "\(decimal(100 * limits.maximumClippedShare, places: 2)) % allowed")
    }

    private func rate(_ seconds: Double, _ text: String) -> Finding? {
        let rate = Self.rate(of: text, seconds: seconds)
        guard rate < limits.minimumCharactersPerSecond || rate > limits.maximumCharactersPerSecond else { return nil }
        let range = "\(decimal(limits.minimumCharactersPerSecond)) to \(decimal(limits.maximumCharactersPerSecond))"
        return Finding(.charactersPerSecond, "\(decimal(rate)) characters per second, \(range) allowed")
    }

    private func pauses(_ measures: ClipMeasures) -> Finding? {
        guard measures.silenceShare > limits.maximumPauseShare else { return nil }
        return Finding(
            .pauses,
            "\(decimal(100 * measures.silenceShare)) % of the sound is pauses, at most "
                + "\(decimal(100 * limits.maximumPauseShare)) % expected")
    }

    private func noise(_ measures: ClipMeasures) -> Finding? {
        guard measures.signalToNoise < limits.minimumSignalToNoise else { return nil }
        return Finding(
            .lowSignalToNoise,
            "\(decimal(measures.signalToNoise)) dB above its noise, at least \(decimal(limits.minimumSignalToNoise)) dB expected"
        )
    }

    /// What decoding the recording brought to light.
    private func finding(_ note: DecodingNote) -> Finding {
        switch note {
        case .silentChannels, .opposedChannels, .differentChannels: Finding(.channels, note.description)
        case .scaledDown: Finding(.peaks, note.description)
        }
    }

    private func loudness(_ measures: ClipMeasures) -> Finding? {
        guard !(limits.minimumLoudness...limits.maximumLoudness).contains(measures.loudness) else { return nil }
        let range = "\(decimal(limits.minimumLoudness)) to \(decimal(limits.maximumLoudness))"
        return Finding(.loudness, "\(decimal(measures.loudness)) LUFS, \(range) LUFS expected")
    }
}
