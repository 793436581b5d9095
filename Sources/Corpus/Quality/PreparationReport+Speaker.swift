extension PreparationReport.Speaker {
    /// How many clips the report shows at each end of a distribution.
    static let extremesShown = 2

    /// How many remarks of one reason are listed.
    static let remarksListed = 1000

    /// Sums up what became of a speaker's lines.
    init(
        _ speaker: Assessment.Speaker, train: ClipTotals, validation: ClipTotals, references: [ReferenceNote]
    ) {
        let counted = { (reasons: [Rejection.Reason]) in
            Dictionary(reasons.map { ($0.rawValue, 1) }, uniquingKeysWith: +)
        }
        self.init(
            name: speaker.name, lines: speaker.lines, train: train, validation: validation,
            rejected: counted(speaker.rejections.map(\.reason)), surplus: speaker.surplus,
            rejections: Self.listed(speaker.rejections),
            warned: counted(speaker.clips.flatMap { $0.warnings.map(\.reason) }),
            warnedClips: speaker.clips.count { !$0.warnings.isEmpty },
            warnings: Self.listed(speaker.clips.lazy.flatMap { clip in clip.warnings.map(clip.remark) }),
            changes: PreparationChanges(speaker.clips),
            measures: Dictionary(
                uniqueKeysWithValues: ClipMeasure.allCases.filter { _ in !speaker.clips.isEmpty }.map { measure in
                    (measure, MeasureDistribution(speaker.clips.map(measure.value)))
                }),
            extremes: Self.extremes(of: speaker.clips), references: references, voice: speaker.voice?.summary)
        let notes = speaker.notes + [ApostropheUse(speaker.clips).note].compactMap { $0 }
        if !notes.isEmpty { self.notes = notes }
    }

    /// The first remarks of each reason in the order of the sources.
    private static func listed(_ remarks: some Sequence<Rejection>) -> [Rejection] {
        var counts: [Rejection.Reason: Int] = [:]
        var listed: [Rejection] = []
        for remark in remarks {
            counts[remark.reason, default: 0] += 1
            if counts[remark.reason, default: 0] <= remarksListed { listed.append(remark) }
        }
        return listed.enumerated().sorted {
            ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset)
        }.map(\.element)
    }

    private static func extremes(of clips: [AssessedClip]) -> [ClipExtreme] {
        var extremes: [ClipExtreme] = []
        for measure in ClipMeasure.allCases {
            let values = clips.map { clip in (value: measure.value(of: clip), clip: clip) }
            for end in measure.ends {
                let worst = values.sorted { first, second in
                    if first.value == second.value { return first.clip.id < second.clip.id }
                    return end.isHigh ? first.value > second.value : first.value < second.value
                }
                for (value, clip) in worst.prefix(extremesShown) {
                    extremes.append(
                        ClipExtreme(
                            measure: measure, isHighest: end.isHigh, value: value, text: clip.utterance.text,
                            line: clip.utterance.origin.line, clip: clip.path,
                            file: clip.utterance.origin.file))
                }
            }
        }
        return extremes
    }
}

extension PreparationChanges {
    init(_ clips: [AssessedClip]) {
        cutSeconds = 0
        trimmed = 0
        resampled = [:]
        for clip in clips {
            let (measures, rate) = (clip.measures, PreparedDataset.sampleRate)
            let cut = [measures.leadingSilence, measures.trailingSilence].map { max(0, $0 - clip.padding) }
            cutSeconds += cut[0] + cut[1]
            // A resampled recording may be half a sample longer or shorter.
            if abs(measures.recordingSeconds * Double(rate) - Double(clip.samples)) > 1 { trimmed += 1 }
            if measures.sampleRate != rate { resampled["\(measures.sampleRate)", default: 0] += 1 }
        }
    }
}
