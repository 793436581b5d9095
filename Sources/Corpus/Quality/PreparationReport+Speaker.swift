extension PreparationReport.Speaker {
    /// How many clips the report shows at each end of a distribution.
    static let extremesShown = 2

    /// Sums up what became of a speaker's lines.
    init(_ speaker: Assessment.Speaker, train: ClipTotals, validation: ClipTotals) {
        let sorted = { (remarks: [Rejection]) in
            remarks.enumerated().sorted {
                ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset)
            }.map(\.element)
        }
        let counted = { (remarks: [Rejection]) in
            Dictionary(remarks.map { ($0.reason.rawValue, 1) }, uniquingKeysWith: +)
        }
        self.init(
            name: speaker.name, lines: speaker.lines, train: train, validation: validation,
            rejected: counted(speaker.rejections), rejections: sorted(speaker.rejections),
            warned: counted(speaker.warnings), warnings: sorted(speaker.warnings),
            changes: PreparationChanges(speaker.clips),
            measures: Dictionary(
                uniqueKeysWithValues: ClipMeasure.allCases.filter { _ in !speaker.clips.isEmpty }.map { measure in
                    (measure, MeasureDistribution(speaker.clips.map(measure.value)))
                }),
            extremes: Self.extremes(of: speaker.clips))
    }

    private static func extremes(of clips: [AssessedClip]) -> [ClipExtreme] {
        var extremes: [ClipExtreme] = []
        for measure in ClipMeasure.allCases {
            let values = clips.map { clip in (value: measure.value(of: clip), clip: clip) }
            for end in measure.ends {
                let worst = values.sorted { first, second in
                    if first.value == second.value { return first.clip.record.id < second.clip.record.id }
                    return end.isHigh ? first.value > second.value : first.value < second.value
                }
                for (value, clip) in worst.prefix(extremesShown) {
                    extremes.append(
                        ClipExtreme(
                            measure: measure, isHighest: end.isHigh, value: value, text: clip.record.text,
                            line: clip.origin.line, clip: clip.path))
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
            if abs(measures.recordingSeconds * Double(rate) - Double(clip.record.samples)) > 1 { trimmed += 1 }
            if measures.sampleRate != rate { resampled["\(measures.sampleRate)", default: 0] += 1 }
        }
    }
}
