import Files
import SpeechDataset

/// How alike the clips of a speaker sound, by the vectors of a speaker encoder.
///
/// The centre is the mean of the clips' vectors, each of length 1. A clip is named when its cosine with the centre lies further below the
/// median than so many spreads, or when the centre of another speaker is nearer.
struct VoiceConsistency {
    /// Fewer clips than this show no distribution.
    static let minimumClips = 5
    /// The least spread of cosines, so that clips which happen to be alike do not make every other one an outlier.
    static let minimumSpread = 0.01

    /// What the report says.
    let summary: VoiceSummary

    private let cosines: [Hash256: Float]
    /// Of the clips that are nearer to another speaker: who, and how near.
    private let strangers: [Hash256: VoiceCentres.Neighbour]

    /// - Parameters:
    ///   - cosines: of each clip with the speaker's centre.
    ///   - nearest: the other speaker whose centre is nearest to the speaker's, and the cosine of both.
    ///   - stranger: the other speaker whose centre is nearest to the clip of this place among `cosines`, and the cosine. Told that the
    ///     clip lies far from its own speaker, it looks at all; else those near the speaker are enough.
    /// - Returns: nil for too few clips.
    init?(
        cosines: [(id: Hash256, own: Double)], nearest: VoiceCentres.Neighbour?, limits: PreparationLimits,
        stranger: (_ clip: Int, _ isFar: Bool) throws -> VoiceCentres.Neighbour?
    ) rethrows {
        let own = cosines.map(\.own)
        guard own.count >= Self.minimumClips else { return nil }
        let median = RateDistribution.median(own)
        let spread = max(Self.minimumSpread, 1.4826 * RateDistribution.median(own.map { abs($0 - median) }))
        let limit = median - limits.maximumVoiceDeviation * spread
        var strangers: [Hash256: VoiceCentres.Neighbour] = [:]
        for (place, clip) in cosines.enumerated() {
            guard let other = try stranger(place, clip.own < limit), other.cosine > clip.own else { continue }
            strangers[clip.id] = other
        }
        self.strangers = strangers
        self.cosines = Dictionary(cosines.map { ($0.id, Float($0.own)) }) { first, _ in first }
        summary = VoiceSummary(
            median: median, minimum: own.min() ?? 0, limit: limit, nearestSpeaker: nearest?.speaker,
            nearestCosine: nearest?.cosine,
            nearerToOthers: Dictionary(strangers.values.map { ($0.speaker, 1) }, uniquingKeysWith: +))
    }

    /// What is odd about a clip's voice.
    func finding(_ id: Hash256, limits: PreparationLimits) -> Finding? {
        guard limits.action(of: .speakerOutlier) != .off, let cosine = cosines[id].map(Double.init) else { return nil }
        let own = decimal(cosine, places: 3)
        if let other = strangers[id] {
            return Finding(
                .speakerOutlier,
                "nearer to the speaker '\(other.speaker)' (cosine \(decimal(other.cosine, places: 3))) "
                    + "than to its own (\(own))")
        }
        guard cosine < summary.limit else { return nil }
        return Finding(
            .speakerOutlier,
            "cosine \(own) with the speaker's centre, where \(decimal(summary.median, places: 3)) is usual "
                + "(at least \(decimal(summary.limit, places: 3)) expected)")
    }
}
