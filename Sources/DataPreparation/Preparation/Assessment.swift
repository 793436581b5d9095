import Files
import SpeechDataset
import Tokenization

/// Decides which clips are kept, one after the other in the order of the sources.
struct Assessment {
    /// A speaker with the clips that are kept and the lines that are not.
    struct Speaker {
        var name: String
        var lines: Int
        var clips: [AssessedClip] = []
        var rejections: RemarkList
        /// Clips that were sound, and more than were wanted.
        var surplus = 0
        /// What is to be said of the speaker as a whole.
        var notes: [String]
        /// How alike the speaker's clips sound, where their vectors are known.
        var voice: VoiceConsistency?
    }

    private(set) var speakers: [Speaker]
    /// Recordings that should be mended.
    private(set) var problems: [LocatedProblem] = []

    private let limits: PreparationLimits
    private let positions: [String: Int]

    init(limits: PreparationLimits, speakers: [SpeakerRecordings]) {
        self.limits = limits
        self.speakers = speakers.map { speaker in
            Speaker(
                name: speaker.name, lines: speaker.utterances.count + speaker.problems.count,
                rejections: RemarkList(speaker.problems.lazy.map(Rejection.init)), notes: speaker.notes)
        }
        positions = Dictionary(uniqueKeysWithValues: zip(speakers.map(\.name), speakers.indices))
    }

    /// Holds a clip against the gates that need no other clip.
    mutating func add(_ outcome: ClipOutcome, for utterance: Utterance) {
        guard let index = positions[utterance.speaker] else { return }
        switch outcome.result {
        case .problem(let problem): add(problem, of: utterance, at: index)
        case .clip(let id, let samples, let measures):
            let clean = CleanText(utterance.text)
            guard !clean.text.isEmpty else {
                return add(.invisibleText(characters: clean.changes.map(\.name)), of: utterance, at: index)
            }
            var utterance = utterance
            utterance.text = clean.text
            utterance.instruct = utterance.instruct.map { CleanText($0).text }.flatMap { $0.isEmpty ? nil : $0 }
            var clip = AssessedClip(
                id: id, samples: samples, utterance: utterance, padding: limits.padding, measures: measures)
            let findings =
                ClipGates(limits: limits).findings(seconds: clip.seconds, text: utterance.text, measures: measures)
                + TextGates(limits: limits).findings(clean, language: utterance.language)
            if keeps(&clip, findings, at: index) { speakers[index].clips.append(clip) }
        }
    }

    private mutating func add(_ problem: Problem, of utterance: Utterance, at index: Int) {
        let located = LocatedProblem(origin: utterance.origin, problem: problem)
        problems.append(located)
        speakers[index].rejections.append(Rejection(located))
    }

    /// Holds the clips against each other; called once, after the last was added.
    mutating func compareClips() {
        for index in speakers.indices { compareRates(at: index) }
        var origins: [Hash256: (line: Origin, speaker: String)] = [:]
        for index in speakers.indices {
            let speaker = speakers[index].name
            filter(at: index) { clip in
                guard let first = origins[clip.id] else { return nil }
                let owner = first.speaker == speaker ? "" : ", which the speaker '\(first.speaker)' says"
                return Finding(.duplicate, "the same sound as \(first.line)\(owner)")
            } kept: { clip in
                origins[clip.id] = origins[clip.id] ?? (clip.utterance.origin, speaker)
            }
            // Texts are compared by their hashes, which take less memory.
            var lines: [Int: Origin] = [:]
            filter(at: index) { clip in
                guard let first = lines[clip.comparableText.hashValue] else { return nil }
                return Finding(.sameText, "the same text as on \(first.place(from: clip.utterance.origin))")
            } kept: { clip in
                let text = clip.comparableText.hashValue
                lines[text] = lines[text] ?? clip.utterance.origin
            }
        }
        let overlaps = SegmentOverlaps(among: speakers.lazy.flatMap(\.clips).map(\.utterance))
        for index in speakers.indices {
            filter(at: index) { clip in
                overlaps.finding(of: clip.utterance)
            } kept: { _ in
            }
        }
    }

    /// Names the clips that sound unlike their speaker; called after `compareClips`.
    mutating func compareVoices(_ voices: [String: VoiceConsistency]) {
        for index in speakers.indices {
            guard let voice = voices[speakers[index].name] else { continue }
            speakers[index].voice = voice
            let limits = limits
            filter(at: index) { clip in
                voice.finding(clip.id, limits: limits)
            } kept: { _ in
            }
        }
    }

    /// Keeps at most so many clips of each speaker in each split, the first in the order of the sources.
    mutating func limit(to maximum: Int, validationShare: Double) {
        for index in speakers.indices {
            let clips = speakers[index].clips
            let held = DatasetSplit.validation(of: clips, share: validationShare)
            var counts = [false: 0, true: 0]
            speakers[index].clips = clips.filter { clip in
                counts[held.contains(clip.id), default: 0] += 1
                return counts[held.contains(clip.id), default: 0] <= maximum
            }
            speakers[index].surplus = clips.count - speakers[index].clips.count
        }
    }

    /// Checks that enough is left of every speaker.
    func checkShares(maximumRejected: Double) throws(DataPreparationError) {
        for speaker in speakers {
            let reasons = speaker.rejections.counts
            guard !speaker.clips.isEmpty else {
                throw DataPreparationError.noClipLeft(speaker: speaker.name, lines: speaker.lines, reasons: reasons)
            }
            guard Double(speaker.rejections.count) <= maximumRejected * Double(speaker.lines) else {
                throw DataPreparationError.tooManyRejected(
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
        var clips: [AssessedClip] = []
        swap(&clips, &speakers[index].clips)
        var count = 0
        for position in clips.indices {
            guard keeps(&clips[position], finding(clips[position]).map { [$0] } ?? [], at: index) else { continue }
            kept(clips[position])
            clips.swapAt(count, position)
            count += 1
        }
        clips.removeSubrange(count...)
        speakers[index].clips = clips
    }

    /// Records what was found about a clip: the first reason to leave it out, or else all warnings.
    private mutating func keeps(_ clip: inout AssessedClip, _ findings: [Finding], at index: Int) -> Bool {
        if let finding = findings.first(where: { limits.action(of: $0.reason) == .reject }) {
            speakers[index].rejections.append(clip.remark(finding))
            return false
        }
        clip.warnings += findings.filter { limits.action(of: $0.reason) == .warn }
        return true
    }
}

extension Rejection {
    init(_ located: LocatedProblem) {
        self.init(origin: located.origin, reason: located.problem.reason, detail: located.problem.description)
    }
}
