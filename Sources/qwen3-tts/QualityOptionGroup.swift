import ArgumentParser
import DataPreparation

/// The limits that recordings are held against, and what happens to those that do not meet them.
struct QualityOptionGroup: ParsableArguments {
    @Flag(help: "Skip bad lines and recordings however many there are; up to MAX_BAD_SHARE of them are skipped anyway.")
    var skipBad = false
    @Option(
        help: """
            NAME=off, NAME=warn or NAME=reject, for a gate of the report (low_snr=reject, digits=off). May be given \
            several times.
            """)
    var gate: [String] = []
    @Option(help: "The least sound in a clip, in seconds (default: 0.5).") var minimumDuration: Double?
    @Option(help: "The longest recording, in seconds (default: 30).") var maximumDuration: Double?
    @Option(help: "The largest share of samples at full scale (default: 0.005).") var maximumClippedShare: Double?
    @Option(help: "The fewest characters per second, without white space (default: 1).")
    var minimumCharactersPerSecond: Double?
    @Option(help: "The most characters per second, without white space (default: 40).")
    var maximumCharactersPerSecond: Double?
    @Option(help: "How many deviations characters per second may lie from the speaker's median (default: 3.5).")
    var maximumRateDeviation: Double?
    @Option(help: "How many deviations a clip's voice may lie below the speaker's median likeness (default: 4).")
    var maximumVoiceDeviation: Double?
    @Option(help: "The largest share of pauses in a clip (default: 0.5).") var maximumPauseShare: Double?
    @Option(name: .customLong("minimum-snr"), help: "The least signal-to-noise ratio, in dB (default: 15).")
    var minimumSignalToNoise: Double?
    @Option(parsing: .unconditional, help: "The lowest loudness, in LUFS (default: -40).") var minimumLoudness: Double?
    @Option(parsing: .unconditional, help: "The highest loudness, in LUFS (default: -8).") var maximumLoudness: Double?
    @Option(help: "The largest share of letters of a script that the language does not have (default: 0.3).")
    var maximumForeignLetterShare: Double?
    @Option(help: "The largest share of a speaker's lines that may be left out (default: 0.5).")
    var maximumRejectedShare: Double?

    /// Puts what was given into a preparation.
    func apply(to preparation: inout Preparation) throws {
        for argument in gate { try preparation.limits.setGate(parsing: argument) }
        set(&preparation.limits.minimumDuration, minimumDuration)
        set(&preparation.limits.maximumDuration, maximumDuration)
        set(&preparation.limits.maximumClippedShare, maximumClippedShare)
        set(&preparation.limits.minimumCharactersPerSecond, minimumCharactersPerSecond)
        set(&preparation.limits.maximumCharactersPerSecond, maximumCharactersPerSecond)
        set(&preparation.limits.maximumRateDeviation, maximumRateDeviation)
        set(&preparation.limits.maximumVoiceDeviation, maximumVoiceDeviation)
        set(&preparation.limits.maximumPauseShare, maximumPauseShare)
        set(&preparation.limits.minimumSignalToNoise, minimumSignalToNoise)
        set(&preparation.limits.minimumLoudness, minimumLoudness)
        set(&preparation.limits.maximumLoudness, maximumLoudness)
        set(&preparation.limits.maximumForeignLetterShare, maximumForeignLetterShare)
        set(&preparation.maximumRejectedShare, maximumRejectedShare)
    }

    private func set(_ limit: inout Double, _ given: Double?) {
        if let given { limit = given }
    }
}
