/// A number that every clip has, and whose distribution tells about a speaker's recordings.
public enum ClipMeasure: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// Seconds, with the padding.
    case duration
    /// Integrated loudness, in LUFS.
    case loudness
    /// How far speech stands out from its noise, in decibels.
    case signalToNoise = "snr"
    /// Characters per second, without white space.
    case charactersPerSecond = "characters_per_second"
    /// The share of pauses in the sound.
    case pauses

    /// The measure's name with its unit, for people.
    var title: String {
        switch self {
        case .duration: "Duration (s)"
        case .loudness: "Loudness (LUFS)"
        case .signalToNoise: "Signal to noise (dB)"
        case .charactersPerSecond: "Characters per second"
        case .pauses: "Share of pauses"
        }
    }

    /// The ends of the distribution at which clips are worth a listen, with the words for such a clip.
    var ends: [(isHigh: Bool, words: String)] {
        switch self {
        case .duration: []
        case .loudness: [(false, "softest"), (true, "loudest")]
        case .signalToNoise: [(false, "noisiest")]
        case .charactersPerSecond: [(false, "slowest"), (true, "fastest")]
        case .pauses: [(true, "most pauses")]
        }
    }

    /// The measure of a clip.
    func value(of clip: AssessedClip) -> Double {
        switch self {
        case .duration: clip.duration
        case .loudness: clip.measures.loudness
        case .signalToNoise: clip.measures.signalToNoise
        case .charactersPerSecond: clip.rate
        case .pauses: clip.measures.silenceShare
        }
    }
}
