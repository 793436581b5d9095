import Files

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
    private let strangers: [Hash256: (name: String, cosine: Double)]

    /// - Parameters:
    ///   - cosines: of each clip with the centre of every speaker.
    ///   - centres: cosines of the speaker's centre with those of the others.
    /// - Returns: nil for too few clips.
    init?(
        of speaker: String, cosines: [(id: Hash256, bySpeaker: [String: Double])], centres: [String: Double],
        limits: PreparationLimits
    ) {
        let own = cosines.map { $0.bySpeaker[speaker] ?? 0 }
        guard own.count >= Self.minimumClips else { return nil }
        let median = RateDistribution.median(own)
        let spread = max(Self.minimumSpread, 1.4826 * RateDistribution.median(own.map { abs($0 - median) }))
        var strangers: [Hash256: (name: String, cosine: Double)] = [:]
        for (id, bySpeaker) in cosines {
            let nearest = bySpeaker.filter { $0.key != speaker }.min { ($1.value, $0.key) < ($0.value, $1.key) }
            if let nearest, nearest.value > bySpeaker[speaker] ?? 0 { strangers[id] = (nearest.key, nearest.value) }
        }
        let nearest = centres.min { ($1.value, $0.key) < ($0.value, $1.key) }
        self.strangers = strangers
        self.cosines = Dictionary(zip(cosines.map(\.id), own.map { Float($0) })) { first, _ in first }
        summary = VoiceSummary(
            median: median, minimum: own.min() ?? 0, limit: median - limits.maximumVoiceDeviation * spread,
            nearestSpeaker: nearest?.key, nearestCosine: nearest?.value,
            nearerToOthers: Dictionary(strangers.values.map { ($0.name, 1) }, uniquingKeysWith: +))
    }

    /// What is odd about a clip's voice.
    func finding(_ id: Hash256, limits: PreparationLimits) -> Finding? {
        guard limits.action(of: .speakerOutlier) != .off, let cosine = cosines[id].map(Double.init) else { return nil }
        let own = decimal(cosine, places: 3)
        if let (name, other) = strangers[id] {
            return Finding(
                .speakerOutlier,
                "nearer to the speaker '\(name)' (cosine \(decimal(other, places: 3))) than to its own (\(own))")
        }
        guard cosine < summary.limit else { return nil }
        return Finding(
            .speakerOutlier,
            "cosine \(own) with the speaker's centre, where \(decimal(summary.median, places: 3)) is usual "
                + "(at least \(decimal(summary.limit, places: 3)) expected)")
    }
}
