/// Decides which clips are kept, one after the other in the order of the sources.
struct Assessment {
    /// A speaker with the clips that are kept and the lines that are not.
    struct Speaker {
        var name: String
        var lines: Int
        var clips: [AssessedClip] = []
        var rejections: [Rejection]
        var warnings: [Rejection] = []
    }

    private(set) var speakers: [Speaker]
    /// Recordings that should be mended.
    private(set) var problems: [LocatedProblem] = []

    private let limits: PreparationLimits

    init(limits: PreparationLimits, speakers: [SpeakerRecordings]) {
        self.limits = limits
        self.speakers = speakers.map { speaker in
            Speaker(
                name: speaker.name, lines: speaker.utterances.count + speaker.problems.count,
                rejections: speaker.problems.map(Rejection.init))
        }
    }

    /// Holds a clip against the gates that need no other clip.
    mutating func add(_ outcome: ClipOutcome, for utterance: Utterance) {
        guard let index = speakers.firstIndex(where: { $0.name == utterance.speaker }) else { return }
        switch outcome.result {
        case .problem(let problem):
            let located = LocatedProblem(origin: utterance.origin, problem: problem)
            problems.append(located)
            speakers[index].rejections.append(Rejection(located))
        case .clip(let id, let samples, let measures):
            let clip = AssessedClip(
                record: ClipRecord(
                    id: id, text: utterance.text, language: utterance.language, instruct: utterance.instruct,
                    samples: samples),
                speaker: utterance.speaker, origin: utterance.origin, padding: limits.padding, measures: measures)
            let findings =
                ClipGates(limits: limits).findings(seconds: clip.seconds, text: utterance.text, measures: measures)
                + TextGates(limits: limits).findings(utterance.text, language: utterance.language)
            if keeps(clip, findings, at: index) { speakers[index].clips.append(clip) }
        }
    }

    /// Holds the clips against each other; called once, after the last was added.
    mutating func compareClips() {
        for index in speakers.indices { compareRates(at: index) }
        var origins: [String: Origin] = [:]
        for index in speakers.indices {
            filter(at: index) { clip in
                guard let first = origins[clip.record.id] else { return nil }
                return Finding(.duplicate, "the same sound as \(first)")
            } kept: { clip in
                origins[clip.record.id] = origins[clip.record.id] ?? clip.origin
            }
            var lines: [String: Int] = [:]
            filter(at: index) { clip in
                guard let first = lines[clip.comparableText] else { return nil }
                return Finding(.sameText, "the same text as on line \(first)")
            } kept: { clip in
                lines[clip.comparableText] = lines[clip.comparableText] ?? clip.origin.line
            }
            // What was only odd about a clip does not count when it is left out.
            let origins = Set(speakers[index].clips.map(\.origin))
            speakers[index].warnings.removeAll { !origins.contains(Origin(file: $0.file, line: $0.line)) }
        }
    }

    /// Checks that enough is left of every speaker.
    func checkShares(maximumRejected: Double) throws(CorpusError) {
        for speaker in speakers {
            let reasons = Dictionary(speaker.rejections.map { ($0.reason, 1) }, uniquingKeysWith: +)
            guard !speaker.clips.isEmpty else {
                throw .noClipLeft(speaker: speaker.name, lines: speaker.lines, reasons: reasons)
            }
            guard Double(speaker.rejections.count) <= maximumRejected * Double(speaker.lines) else {
                throw .tooManyRejected(
                    speaker: speaker.name, rejected: speaker.rejections.count, lines: speaker.lines,
                    limit: maximumRejected, reasons: reasons)
            }
        }
    }

    private mutating func compareRates(at index: Int) {
        guard let rates = RateDistribution(rates: speakers[index].clips.map(\.rate)) else { return }
        let limit = limits.maximumRateDeviation
        filter(at: index) { clip in
            let deviation = rates.deviation(of: clip.rate)
            guard deviation > limit else { return nil }
            return Finding(
                .unusualRate,
                "\(decimal(clip.rate)) characters per second, where \(decimal(rates.median)) are usual for the speaker "
                    + "(\(decimal(deviation)) deviations, at most \(decimal(limit)) expected)")
        } kept: { _ in
        }
    }

    /// Removes those of a speaker's clips that a gate rejects.
    private mutating func filter(
        at index: Int, by finding: (AssessedClip) -> Finding?, kept: (AssessedClip) -> Void
    ) {
        let clips = speakers[index].clips
        speakers[index].clips = []
        for clip in clips where keeps(clip, finding(clip).map { [$0] } ?? [], at: index) {
            kept(clip)
            speakers[index].clips.append(clip)
        }
    }

    /// Records what was found about a clip: the first reason to leave it out, or else all warnings.
    private mutating func keeps(_ clip: AssessedClip, _ findings: [Finding], at index: Int) -> Bool {
        let remark = { (finding: Finding) in
            Rejection(
                origin: clip.origin, reason: finding.reason, detail: finding.detail, text: clip.record.text,
                clip: clip.path)
        }
        if let finding = findings.first(where: { limits.action(of: $0.reason) == .reject }) {
            speakers[index].rejections.append(remark(finding))
            return false
        }
        speakers[index].warnings += findings.filter { limits.action(of: $0.reason) == .warn }.map(remark)
        return true
    }
}

extension Rejection {
    init(_ located: LocatedProblem) {
        self.init(origin: located.origin, reason: located.problem.reason, detail: located.problem.description)
    }
}
