import SpeechDataset

extension PreparationReport.Speaker {
    /// How many clips the report shows at each end of a distribution.
    static let extremesShown = 2

    /// Sums up what became of a speaker's lines.
    init(
        _ speaker: Assessment.Speaker, train: ClipTotals, validation: ClipTotals, references: [ReferenceNote]
    ) {
        var warnings = RemarkList()
        for clip in speaker.clips {
            for finding in clip.warnings { warnings.append(clip.remark(finding), of: finding.reason) }
        }
        let named = { (counts: [Rejection.Reason: Int]) in
            Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
        }
        self.init(
            name: speaker.name, lines: speaker.lines, train: train, validation: validation,
            rejected: named(speaker.rejections.counts), surplus: speaker.surplus,
            rejections: speaker.rejections.listed, warned: named(warnings.counts),
            warnedClips: speaker.clips.count { !$0.warnings.isEmpty }, warnings: warnings.listed,
            changes: PreparationChanges(speaker.clips),
            measures: Dictionary(
                uniqueKeysWithValues: ClipMeasure.allCases.filter { _ in !speaker.clips.isEmpty }.map { measure in
                    (measure, MeasureDistribution(speaker.clips.map(measure.value)))
                }),
            extremes: Self.extremes(of: speaker.clips), references: references, voice: speaker.voice?.summary)
        let notes = speaker.notes + [ApostropheUse(speaker.clips).note].compactMap { $0 }
        if !notes.isEmpty { self.notes = notes }
    }

    private static func extremes(of clips: [AssessedClip]) -> [ClipExtreme] {
        ClipMeasure.allCases.flatMap { measure in
            measure.ends.flatMap { end in
                worst(of: clips, by: measure, isHigh: end.isHigh).map { value, place in
                    let clip = clips[place]
                    return ClipExtreme(
                        measure: measure, isHighest: end.isHigh, value: value, text: clip.utterance.text,
                        line: clip.utterance.origin.line, clip: clip.path, file: clip.utterance.origin.file)
                }
            }
        }
    }

    /// The places of the clips at one end, the worst first, in one pass.
    private static func worst(
        of clips: [AssessedClip], by measure: ClipMeasure, isHigh: Bool
    ) -> [(value: Double, place: Int)] {
        var worst: [(value: Double, place: Int)] = []
        func isWorse(_ first: (value: Double, place: Int), _ second: (value: Double, place: Int)) -> Bool {
            if first.value == second.value { return clips[first.place].id < clips[second.place].id }
            return isHigh ? first.value > second.value : first.value < second.value
        }
        for place in clips.indices {
            let candidate = (value: measure.value(of: clips[place]), place: place)
            guard worst.count < extremesShown || isWorse(candidate, worst[worst.count - 1]) else { continue }
            worst.insert(candidate, at: worst.firstIndex { isWorse(candidate, $0) } ?? worst.count)
            if worst.count > extremesShown { worst.removeLast() }
        }
        return worst
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
