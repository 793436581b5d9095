public import Audio

/// What was measured of a recording while it was made into a clip.
public struct ClipMeasures: Codable, Sendable, Equatable {
    /// Samples per second of the recording, in hertz.
    public var sampleRate: Int
    /// The recording's length in its file, in seconds.
    public var recordingSeconds: Double
    /// Seconds of silence before the sound, in the recording.
    public var leadingSilence: Double
    /// Seconds of silence after the sound, in the recording.
    public var trailingSilence: Double
    /// The share of pauses in the sound.
    public var silenceShare: Double
    /// The share of the recording's samples at full scale.
    public var clippedShare: Double
    /// How far speech stands out from the noise in its pauses, in decibels.
    public var signalToNoise: Double
    /// The clip's integrated loudness, in LUFS.
    public var loudness: Double
    /// What there was to say when the recording was decoded.
    public var notes: [DecodingNote]
}

extension ClipMeasures {
    /// Measures a recording as it is in its file, and the clip that was made of it.
    init(_ decoded: DecodedRecording, clip: Waveform, limits: PreparationLimits) {
        let recording = decoded.waveform
        let edges = recording.silence(threshold: limits.silenceThreshold)
        sampleRate = recording.sampleRate
        recordingSeconds = recording.duration
        leadingSilence = edges.leading
        trailingSilence = edges.trailing
        silenceShare = recording.silence(threshold: limits.pauseThreshold).innerShare
        let clipped = recording.samples.count { abs($0) >= limits.clippingLevel }
        clippedShare = Double(clipped) / Double(max(1, recording.samples.count))
        signalToNoise = recording.signalToNoise
        loudness = clip.integratedLoudness
        notes = decoded.notes
    }
}
