import SpeechDataset

/// What happens to a clip that does not pass a gate.
public enum GateAction: String, Codable, Sendable, CaseIterable {
    /// Nothing: the gate is open.
    case off
    /// The clip is kept, and named in the report.
    case warn
    /// The clip is left out, and named in the report.
    case reject
}

extension Rejection.Reason: CodingKeyRepresentable {}

extension Rejection.Reason {
    /// What the gates do unless told otherwise; reasons that are missing here are no gates.
    ///
    /// A clip that cannot teach the right thing is left out; what is merely odd is kept with a warning.
    public static let defaultGates: [Rejection.Reason: GateAction] = [
        .tooShort: .reject, .clipped: .reject, .charactersPerSecond: .reject, .unusualRate: .warn, .duplicate: .reject,
        .sameText: .warn, .speakerOutlier: .warn, .pauses: .warn, .lowSignalToNoise: .warn, .loudness: .warn,
        .channels: .warn, .peaks: .warn, .noLetters: .reject, .overlap: .warn,
        .digits: .warn, .markup: .reject, .wrongScript: .reject, .mixedScript: .warn, .invisibleCharacters: .warn,
        .brokenEncoding: .reject, .unspoken: .warn,
    ]
}

extension PreparationLimits {
    /// What a gate does.
    func action(of gate: Rejection.Reason) -> GateAction { gates[gate] ?? .off }

    /// Sets a gate as a user says it: `NAME=off`, `NAME=warn` or `NAME=reject`.
    ///
    /// - Throws: `DataPreparationError.invalidGate`, which lists the gates.
    public mutating func setGate(parsing argument: String) throws(DataPreparationError) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let gate = Rejection.Reason(rawValue: parts[0]),
            Rejection.Reason.defaultGates[gate] != nil, let action = GateAction(rawValue: parts[1])
        else { throw DataPreparationError.invalidGate(argument) }
        gates[gate] = action
    }

    /// Checks that the limits can be met at all.
    ///
    /// - Throws: `DataPreparationError.invalidLimits` with all that are wrong.
    func check() throws(DataPreparationError) {
        var wrong: [DataPreparationError.InvalidLimit] = []
        func require(_ holds: Bool, _ name: String, _ value: Double, _ expected: String) {
            if !holds { wrong.append(.init(name: name, value: value, expected: expected)) }
        }
        let positive = [
            ("longest recording", maximumDuration), ("most characters per second", maximumCharactersPerSecond),
            ("largest deviation of the rate", maximumRateDeviation),
            ("largest deviation of the voice", maximumVoiceDeviation),
        ]
        for (name, value) in positive { require(value > 0 && value.isFinite, name, value, "a positive number") }
        let notNegative = [
            ("least sound", minimumDuration), ("fewest characters per second", minimumCharactersPerSecond),
            ("least signal-to-noise ratio", minimumSignalToNoise), ("padding", padding),
        ]
        for (name, value) in notNegative { require(value >= 0 && value.isFinite, name, value, "a number from 0") }
        let shares = [
            ("largest share of clipped samples", maximumClippedShare), ("largest share of pauses", maximumPauseShare),
            ("largest share of letters of other scripts", maximumForeignLetterShare),
            ("lowest peak", Double(minimumPeak)),
        ]
        for (name, value) in shares { require((0...1).contains(value), name, value, "a number from 0 to 1") }
        require(minimumLoudness < 0, "lowest loudness", minimumLoudness, "a negative number of LUFS")
        require(
            minimumDuration < maximumDuration, "least sound", minimumDuration,
            "less than the longest recording (\(decimal(maximumDuration)))")
        require(
            minimumCharactersPerSecond < maximumCharactersPerSecond, "fewest characters per second",
            minimumCharactersPerSecond, "less than the most (\(decimal(maximumCharactersPerSecond)))")
        require(
            minimumLoudness < maximumLoudness, "lowest loudness", minimumLoudness,
            "less than the highest (\(decimal(maximumLoudness)))")
        guard wrong.isEmpty else { throw DataPreparationError.invalidLimits(wrong) }
    }
}
