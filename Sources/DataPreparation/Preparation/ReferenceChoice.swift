import Audio
import SpeechDataset

/// Chooses the clip that shows a speaker's voice best, where nobody named a reference.
///
/// Of the clips of 5 to 15 s that nothing is odd about, without clipping, with few pauses and of about the speaker's usual loudness, the
/// one that stands out most from its noise; where there are none, the conditions are dropped one after the other.
struct ReferenceChoice {
    /// Seconds that show a voice well.
    static let durations = 5.0...15.0
    /// The largest share of pauses.
    static let maximumPauseShare = 0.2
    /// How far the loudness may lie from the median, in LU.
    static let maximumLoudnessDistance = 3.0

    /// The clip.
    let clip: AssessedClip
    /// What speaks for it.
    let detail: String

    /// - Returns: nil without clips.
    init?(among clips: [AssessedClip]) {
        guard !clips.isEmpty else { return nil }
        let loudness = RateDistribution.median(clips.map(\.measures.loudness))
        // A clip that may be another speaker's, or say another text, is the last to be chosen, however clean.
        let ofLength = clips.filter { Self.durations.contains($0.duration) }
        let sound = ofLength.filter(\.warnings.isEmpty)
        let suitable = sound.isEmpty ? ofLength : sound
        let unclipped = suitable.filter { $0.measures.clippedShare == 0 }
        let best = unclipped.filter {
            $0.measures.silenceShare <= Self.maximumPauseShare
                && abs($0.measures.loudness - loudness) <= Self.maximumLoudnessDistance
        }
        var note = ""
        if let choice = [best, unclipped, suitable].lazy.compactMap(Self.cleanest).first {
            clip = choice
        } else if let choice = Self.cleanest(clips.filter { $0.duration > Self.durations.upperBound }) {
            (clip, note) = (choice, "no clip has 5 to 15 s, so this is the beginning of a longer one: ")
        } else {
            let longest = clips.max { ($0.samples, $1.id) < ($1.samples, $0.id) }
            (clip, note) = (longest ?? clips[0], "no clip has 5 to 15 s, so this is the longest: ")
        }
        detail =
            "\(note)\(clip.utterance.origin.place), \(decimal(clip.measures.signalToNoise)) dB above its noise, "
            + "\(decimal(100 * clip.measures.clippedShare, places: 2)) % clipped, "
            + "\(decimal(100 * clip.measures.silenceShare)) % pauses, \(decimal(clip.measures.loudness)) LUFS"
    }

    private static func cleanest(_ clips: [AssessedClip]) -> AssessedClip? {
        clips.max { ($0.measures.signalToNoise, $1.id) < ($1.measures.signalToNoise, $0.id) }
    }
}
