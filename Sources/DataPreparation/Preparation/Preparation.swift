import Audio
import Files
public import Foundation
public import Hub
import SpeechDataset

/// Turns recordings with transcripts into a prepared dataset: 24 kHz mono clips, trimmed, checked and split.
///
/// The result depends on the recordings, the transcripts and these settings alone: not on the number of workers, nor on how often
/// the work was interrupted. Clips that an earlier run wrote are not decoded again.
public struct Preparation: Sendable {
    /// Where recordings come from.
    public var sources: [SourceSpecification]
    /// Languages by the speaker's name in lower case, for lines that name none.
    public var languages: [String: String] = [:]
    /// Reference recordings by the speaker's name in lower case, which win over those that sources name.
    public var references: [String: [URL]] = [:]
    /// The folder that has `<speaker>.wav` for speakers whose reference neither these settings nor a source names.
    public var voices: URL?
    /// What a recording must be like.
    public var limits = PreparationLimits()
    /// The share of clips that is kept for validation.
    public var validationShare = 0.1
    /// The most clips of a speaker in each split, nil for all; no more lines are read than these need.
    public var maximumClips: Int?
    /// The largest share of a speaker's lines that may be left out.
    public var maximumRejectedShare = 0.5
    /// The share of lines that may be bad, or have bad recordings, and are then counted, named and left out; more is an error.
    public var maximumBadShare = 0.05
    /// Whether clips that this run does not use are removed.
    ///
    /// Those are clips of recordings that have gone or changed, of other settings, and those that a limit leaves out. Otherwise they stay,
    /// and are not decoded again when they are wanted.
    public var forgetsUnused = false
    /// How many recordings are worked on at once.
    public var workers = ProcessInfo.processInfo.activeProcessorCount
    /// Where the Hub is and who asks; nil for what the process's variables say.
    public var hub: HubEnvironment?
    /// Is told of each transcript what it was read as, before any recording is read.
    public var transcripts: (@Sendable (TranscriptAccount) -> Void)?
    /// Is told how far the download of a file of the Hub is.
    public var downloads: (@Sendable (TransferProgress) -> Void)?

    /// Prepares sources with settings that suit read speech.
    public init(sources: [SourceSpecification]) { self.sources = sources }

    /// Does the work and writes the dataset.
    ///
    /// Clips are made in `.prepare`, also those that do not pass the gates. Shards are written at the end, and take their places only when
    /// everything is sound, so that what was a dataset before stays one.
    ///
    /// - Parameters:
    ///   - folder: the dataset's folder, which is made when it does not exist.
    ///   - vectors: compares the voices of the clips; without it, nobody looks at them.
    ///   - encoder: makes the column `audio_codes`; without it there is none.
    ///   - progress: called after each recording with the number done and the number of all.
    ///   - shouldStop: asked between recordings; when it says so, or the task is cancelled, the work stops and can go on later.
    /// - Throws: `DataPreparationError`, or the error of the library behind a source, a model or a file.
    public func run(
        into folder: URL, vectors: SpeakerVectors? = nil, encoder: ClipEncoder? = nil,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
        shouldStop: @Sendable () -> Bool = { false }
    ) async throws -> PreparationResult {
        do {
            return try await prepare(
                into: WorkingFolder(folder), vectors, encoder, progress: progress, shouldStop: shouldStop)
        } catch FileError.cannotWrite(let path, let reason) {
            let isHalfSwapped = FileState.isFile(WorkingFolder(folder).journal)
            throw isHalfSwapped
                ? DataPreparationError.halfSwapped(folder: folder.path, path: path, reason: reason)
                : DataPreparationError.notPrepared(folder: folder.path, path: path, reason: reason)
        }
    }

    private func prepare(
        into folder: WorkingFolder, _ vectors: SpeakerVectors?, _ encoder: ClipEncoder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void, shouldStop: @Sendable () -> Bool
    ) async throws -> PreparationResult {
        try checkShares()
        try limits.check()
        guard !FileState.isFile(folder.dataset.appendingPathComponent("dataset.json")) else {
            throw DataPreparationError.earlierFormat(folder: folder.dataset.path)
        }
        var decoded = 0
        var lock: FolderLock?
        // With a limit, more lines are read as long as a speaker has too few clips.
        var lines = maximumClips.map { Self.linesNeeded(for: $0, validationShare: validationShare) }
        var isFirstRound = true
        while true {
            var (speakers, sources) = try await collector(limit: lines).collect()
            if isFirstRound, let transcripts { sources.flatMap(\.transcripts).forEach(transcripts) }
            isFirstRound = false
            if let reserved = speakers.first(where: { SpeakerName.isReserved($0.name) }) {
                throw DataPreparationError.reservedName(reserved.name)
            }
            // Before the first recording is decoded; what is wrong with recordings is added to it later.
            try failOnProblems(
                speakers.flatMap(\.problems), lines: speakers.reduce(0) { $0 + $1.utterances.count + $1.problems.count }
            )
            var references = try ReferenceLoader(limits: limits).load(speakers)
            lock = try lock ?? FolderLock.holding(folder)

            var indices = OpenIndices(in: folder, forgets: forgetsUnused)
            var (assessment, counts) = try await assess(
                &speakers, in: folder, &indices, progress: progress, shouldStop: shouldStop)
            decoded += counts.fresh
            if let limit = maximumClips, let wanted = lines {
                if zip(speakers, assessment.speakers).contains(where: { needsMore($0, $1, limit, wanted) }) {
                    lines = wanted.multipliedReportingOverflow(by: 2).overflow ? nil : 2 * wanted
                    continue
                }
                assessment.limit(to: limit, validationShare: validationShare)
            }
            if let vectors {
                let comparison = VoiceComparison(folder: folder, limits: limits, vectors: vectors)
                assessment.compareVoices(
                    try comparison.consistencies(of: assessment.speakers, shouldStop: shouldStop))
            }
            for speaker in assessment.speakers where references[speaker.name] == nil {
                references[speaker.name] = try ReferenceLoader(limits: limits).choose(for: speaker, in: folder)
            }
            let writer = DatasetWriter(folder: folder, validationShare: validationShare, encoder: encoder)
            var report = report(on: assessment.speakers, of: sources, references, writer)
            // Before anything fails for what was left out, so that its clips can be listened to.
            try ReportWriter(folder: folder).write(&report)
            try assessment.checkShares(maximumRejected: maximumRejectedShare)
            let outcome = try writer.write(
                assessment.speakers, references: references.mapValues(\.waveforms), shouldStop: shouldStop)
            try tidying(folder) { try indices.finish() }
            // What should be mended is decoded in every round, and counts in the last.
            decoded += counts.problems
            return PreparationResult(
                report: report, decoded: decoded, reused: counts.all - decoded, changed: outcome.changed)
        }
    }

    private func collector(limit: Int?) -> SpeakerCollector {
        SpeakerCollector(
            sources: sources, languages: languages, references: references, voices: voices, hub: hub,
            downloads: downloads, limit: limit)
    }

    /// How many recordings there were.
    private struct Counts {
        /// All of them, and those without a clip.
        var all = 0, problems = 0
        /// Clips that were made now.
        var fresh = 0
    }

    /// Makes clips of the recordings and holds them against the gates; the utterances are taken out of `speakers`.
    private func assess(
        _ speakers: inout [SpeakerRecordings], in folder: WorkingFolder, _ indices: inout OpenIndices,
        progress: @Sendable (Int, Int) -> Void, shouldStop: @Sendable () -> Bool
    ) async throws -> (Assessment, Counts) {
        let processor = try ClipProcessor(folder: folder, limits: limits)
        var outcomes = try await processor.process(
            speakers, workers: workers, indices: &indices, progress: progress, shouldStop: shouldStop)
        var assessment = Assessment(limits: limits, speakers: speakers)
        var counts = Counts()
        for index in speakers.indices {
            for (utterance, outcome) in zip(speakers[index].utterances, outcomes[index]) {
                counts.all += 1
                if outcome.result.id == nil { counts.problems += 1 } else if !outcome.wasKnown { counts.fresh += 1 }
                assessment.add(outcome, for: utterance)
            }
            // The assessment has them now: each is held once.
            outcomes[index] = []
            speakers[index].utterances = []
        }
        try failOnProblems(
            speakers.flatMap(\.problems) + assessment.problems, lines: assessment.speakers.reduce(0) { $0 + $1.lines })
        assessment.compareClips()
        return (assessment, counts)
    }

    /// Whether a speaker has fewer clips to train on than were asked for, and may have more.
    private func needsMore(
        _ speaker: SpeakerRecordings, _ assessed: Assessment.Speaker, _ limit: Int, _ lines: Int
    ) -> Bool {
        guard speaker.sourceLines >= lines else { return false }
        let validation = DatasetSplit.validation(of: assessed.clips, share: validationShare)
        return assessed.clips.count - validation.count < limit && validationShare < 1
    }

    private func report(
        on speakers: [Assessment.Speaker], of sources: [CollectedSource],
        _ references: [String: ReferenceLoader.References], _ writer: DatasetWriter
    ) -> PreparationReport {
        let parts = speakers.map { speaker in
            let splits = writer.parts(of: speaker)
            return PreparationReport.Speaker(
                speaker, train: ClipTotals(splits[0].clips), validation: ClipTotals(splits[1].clips),
                references: references[speaker.name]?.notes ?? [])
        }
        return PreparationReport(
            speakers: parts, limits: limits, validationShare: validationShare,
            sources: sources.map { SourceTotals($0, speakers: parts) })
    }

    private func checkShares() throws(DataPreparationError) {
        let shares = [
            ("validation share", validationShare), ("largest share of rejected clips", maximumRejectedShare),
            ("largest share of bad lines", maximumBadShare),
        ]
        for (name, value) in shares where !(0...1).contains(value) {
            throw DataPreparationError.invalidShare(name: name, value: value)
        }
    }

    /// As many lines as give so many clips to train on, when no gate leaves any out.
    private static func linesNeeded(for clips: Int, validationShare: Double) -> Int {
        // More than 2^53 is more than any source has, and exact as a number.
        Int(min(Double(clips) / max(1 - validationShare, 0.01), 0x1p53).rounded(.up))
    }

    /// Fails when more than the share of bad lines that is allowed cannot be read, or have recordings that cannot be used.
    private func failOnProblems(_ problems: [LocatedProblem], lines: Int) throws(DataPreparationError) {
        if Double(problems.count) > maximumBadShare * Double(lines) {
            throw DataPreparationError.problems(problems, lines: lines, limit: maximumBadShare)
        }
    }
}

/// What preparing did.
public struct PreparationResult: Sendable, Equatable {
    /// What was kept and what was left out.
    public var report: PreparationReport
    /// Recordings decoded in this run.
    public var decoded: Int
    /// Recordings known from earlier runs.
    public var reused: Int
    /// Paths of the dataset that are new, changed or gone; none when everything was there already.
    public var changed: [String]
}
