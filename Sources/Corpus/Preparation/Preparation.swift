public import Foundation

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
    /// What a recording must be like.
    public var limits = PreparationLimits()
    /// The share of clips that is kept for validation.
    public var validationShare = 0.1
    /// The largest share of a speaker's lines that may be left out.
    public var maximumRejectedShare = 0.5
    /// Whether lines and recordings that should be mended are counted and left out instead of failing.
    public var skipsBadRecordings = false
    /// How many recordings are worked on at once.
    public var workers = ProcessInfo.processInfo.activeProcessorCount

    /// Prepares sources with settings that suit read speech.
    public init(sources: [SourceSpecification]) { self.sources = sources }

    /// Does the work and writes the dataset.
    ///
    /// Clips are written as they are ready, also those that do not pass the gates. Lists of clips and `dataset.json` are written at the end, and only when everything is
    /// sound, so that what was a dataset before stays one.
    ///
    /// - Parameters:
    ///   - folder: the dataset's folder, which is made when it does not exist.
    ///   - progress: called after each recording with the number done and the number of all.
    ///   - shouldStop: asked between recordings; when it says so, or the task is cancelled, the work stops and can go on later.
    /// - Throws: `CorpusError`.
    public func run(
        into folder: URL,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
        shouldStop: @Sendable () -> Bool = { false }
    ) async throws(CorpusError) -> PreparationResult {
        try checkShares()
        try limits.check()
        let speakers = try SpeakerCollector(sources: sources, languages: languages, references: references).collect()
        try failOnProblems(speakers.flatMap(\.problems))
        let voiceless = speakers.filter(\.references.isEmpty)
        guard voiceless.isEmpty else { throw .noReference(speakers: voiceless.map(\.name)) }
        let references = try ReferenceLoader(limits: limits).load(speakers)

        let processor = try ClipProcessor(folder: folder, speakers: speakers.map(\.name), limits: limits)
        let utterances = speakers.flatMap(\.utterances)
        let outcomes = try await processor.process(
            utterances, workers: workers, progress: progress, shouldStop: shouldStop)
        var assessment = Assessment(limits: limits, speakers: speakers)
        for (utterance, outcome) in zip(utterances, outcomes) { assessment.add(outcome, for: utterance) }
        try failOnProblems(assessment.problems)
        assessment.compareClips()
        let writer = DatasetWriter(folder: folder, limits: limits, validationShare: validationShare)
        // Before anything fails for what was left out, so that its clips can be listened to.
        let report = try writer.writeReport(on: assessment.speakers)
        try assessment.checkShares(maximumRejected: maximumRejectedShare)
        try writer.write(assessment.speakers, references: references)
        try await processor.finish(references: references.mapValues(\.count))
        return PreparationResult(
            report: report, decoded: outcomes.count { !$0.wasKnown }, reused: outcomes.count(where: \.wasKnown))
    }

    private func checkShares() throws(CorpusError) {
        let shares = [("validation share", validationShare), ("largest share of rejected clips", maximumRejectedShare)]
        for (name, value) in shares where !(0...1).contains(value) {
            throw .invalidShare(name: name, value: value)
        }
    }

    private func failOnProblems(_ problems: [LocatedProblem]) throws(CorpusError) {
        if !skipsBadRecordings, !problems.isEmpty { throw .problems(problems) }
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
}
