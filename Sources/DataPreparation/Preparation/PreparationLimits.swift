import SpeechDataset

/// What a recording must be like to become a clip.
public struct PreparationLimits: Codable, Sendable, Equatable {
    /// The least sound in a clip, in seconds, after trimming and without the padding.
    public var minimumDuration = 0.5
    /// The longest recording, in seconds, as it is in its file.
    public var maximumDuration = 30.0
    /// The lowest peak of a recording that is not silent, as an amplitude; 0.001 is -60 dBFS.
    public var minimumPeak: Float = 0.001
    /// The amplitude from which a sample counts as clipped.
    public var clippingLevel: Float = 0.999
    /// The largest share of clipped samples.
    public var maximumClippedShare = 0.005
    /// The fewest characters per second, without white space; a slow reading of Chinese has about two.
    public var minimumCharactersPerSecond = 1.0
    /// The most characters per second, without white space.
    public var maximumCharactersPerSecond = 40.0
    /// How far a clip's characters per second may lie from its speaker's median, in spreads (see `RateDistribution`).
    public var maximumRateDeviation = 3.5
    /// How far below its speaker's median the likeness of a clip's voice may lie, in spreads (see `VoiceConsistency`).
    public var maximumVoiceDeviation = 4.0
    /// The largest share of pauses in a clip, after trimming.
    public var maximumPauseShare = 0.5
    /// The level, in decibels relative to the peak, below which a frame within the sound is a pause.
    public var pauseThreshold = -40.0
    /// The least distance of speech from its noise, in decibels.
    public var minimumSignalToNoise = 15.0
    /// The lowest loudness of a clip, in LUFS.
    public var minimumLoudness = -40.0
    /// The highest loudness of a clip, in LUFS.
    public var maximumLoudness = -8.0
    /// The largest share of letters that are not of a script of the text's language.
    public var maximumForeignLetterShare = 0.3
    /// What each gate does.
    public var gates = Rejection.Reason.defaultGates
    /// The level, in decibels relative to the peak, below which the ends of a recording are silence.
    public var silenceThreshold = -50.0
    /// Seconds of silence that every clip has at either end.
    public var padding = 0.1
    /// The least sound in a reference recording, in seconds.
    public var minimumReferenceDuration = 1.0
    /// The seconds of a reference recording that are used.
    public var maximumReferenceDuration = 15.0
    /// The longest file that a reference is taken from, in seconds.
    public var maximumReferenceRecording = PreparedDataset.longestReference

    /// The limits that suit read speech.
    public init() {}
}

extension PreparationLimits {
    /// The limits that decide what a clip sounds like and what is measured of it; the others are held against the measures.
    struct Measuring: Encodable {
        /// Counts up whenever the same recording would be measured otherwise.
        let version = 2
        let maximumDuration: Double
        let minimumPeak, clippingLevel: Float
        let silenceThreshold, pauseThreshold, padding: Double
    }

    var measuring: Measuring {
        Measuring(
            maximumDuration: maximumDuration, minimumPeak: minimumPeak, clippingLevel: clippingLevel,
            silenceThreshold: silenceThreshold, pauseThreshold: pauseThreshold, padding: padding)
    }
}
