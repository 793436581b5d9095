/// Something about a recording that was decoded all the same, and that its owner should know.
public enum DecodingNote: Sendable, Equatable, Codable {
    /// So many channels are silent, or 20 dB softer than the loudest one, and were left out.
    case silentChannels(Int, of: Int)
    /// Channels cancel each other, so that the loudest one alone, counted from 0, was used.
    case opposedChannels(correlation: Double, used: Int, of: Int)
    /// Channels carry different sound, which was mixed.
    case differentChannels(correlation: Double, of: Int)
    /// Samples lay beyond full scale up to this peak, so that all were scaled down.
    case scaledDown(peak: Double)
}

extension DecodingNote: CustomStringConvertible {
    /// What was found and what was done, as a part of a sentence.
    public var description: String {
        switch self {
        case .silentChannels(let silent, let count):
            "\(silent) of \(count) channels \(silent == 1 ? "is" : "are") silent, or 20 dB softer than the loudest: "
                + "the other\(count - silent == 1 ? " was" : "s were") used"
        case .opposedChannels(let correlation, let used, let count):
            "\(count == 2 ? "the two" : "some of the \(count)") channels cancel each other "
                + "(opposite phase, correlation \(decimal(correlation))): channel \(used + 1) alone was used"
        case .differentChannels(let correlation, let count):
            "\(count == 2 ? "the two" : "the \(count)") channels carry different sound (correlation "
                + "\(decimal(correlation))), which was mixed"
        case .scaledDown(let peak):
            "the peak is \(decimal(peak)), where at most 1 is expected: all of it was scaled down"
        }
    }

    /// Two decimals, without the locale.
    private func decimal(_ value: Double) -> String {
        let hundredths = Int((abs(value) * 100).rounded())
        let fraction = hundredths % 100
        return "\(value < 0 ? "-" : "")\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

/// A recording as it was decoded.
public struct DecodedRecording: Sendable, Equatable {
    /// The recording, mono.
    public var waveform: Waveform
    /// What there is to say about it.
    public var notes: [DecodingNote]

    /// A recording with what there is to say about it.
    public init(waveform: Waveform, notes: [DecodingNote] = []) {
        self.waveform = waveform
        self.notes = notes
    }
}
