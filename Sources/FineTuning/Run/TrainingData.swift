import DataFeeding
import Files
import Foundation
import Qwen3TTS
import SpeechDataset
import Tokenization
import Torch
import TrainingSettings

/// The clips of a run as sequences, batch by batch, made on any thread.
struct TrainingData: Sendable {
    let feed: any ClipFeed
    let builder: UtteranceBuilder
    /// The number of each speaker of the dataset among the run's voices.
    let voices: [Int]
    let languageForHausa: String?
    let accumulation: Int
    /// Positions of a micro-batch that are computed at once; 0 for all.
    let maximumPositions: Int
    let share: RankShare

    /// - Throws: `TrainingError.unknownLanguage` for a language of the data that has no tag.
    init(_ source: ClipSource, setup: ModelSetup, settings: Settings, tokenizer: TextTokenizer) throws {
        let voices = source.dataset.speakers.map { setup.speakers.index(of: $0.name) ?? 0 }
        self.voices = voices
        feed = source.feed(voices)
        builder = UtteranceBuilder(
            setup.configuration, tokenizer: tokenizer,
            languages: setup.languages, speakers: setup.speakers.names, streamingTextRatio: settings.streamingTextRatio,
            languageTagRatio: settings.languageTagRatio, inContextRatio: settings.inContextRatio,
            seed: UInt64(settings.seed))
        languageForHausa = settings.languageForHausa
        accumulation = settings.gradientAccumulationSteps
        maximumPositions = settings.maximumBatchFrames
        share = .whole
        // What is wrong with a language shows now, not hours later.
        for (language, clip) in source.summary.languages.sorted(by: { $0.key < $1.key }) {
            _ = try builder.languageRow(of: tag(of: language), clip: clip)
        }
    }

    /// Changes when any recording, text or language does, or a recording that shows a voice; not with the processor that makes vectors.
    static func fingerprint(_ summary: ClipSummary, references: String) -> String {
        Digest.of(Data("\(summary.fingerprint) \(references)".utf8)).prefix(16).hexadecimal
    }

    func statistics(of source: ClipSource) -> TrainingStatistics {
        TrainingStatistics(
            speakers: source.summary.speakers.map { .init(name: $0.name, train: $0.train, validation: $0.validation) },
            textTokens: source.textTokens, frames: source.frames, paddingShare: feed.paddingShare(epoch: 0),
            batchesPerEpoch: batchCount(epoch: 0), stepsPerEpoch: stepCount(epoch: 0),
            instructs: source.summary.instructs)
    }

    /// A step's micro-batches.
    struct Step: Sendable {
        var job: StepJob
        var utterances: [[Utterance]]
    }

    /// The steps from a state on, made by other threads while the ones before are trained.
    func steps(from state: RunState, count: Int, workers: Int) -> Prefetch<StepJobs, Step> {
        let jobs = StepJobs(
            start: state, steps: count, accumulation: accumulation, share: share,
            batchCount: { feed.batchCount(epoch: $0) })
        return Prefetch(jobs, workers: workers, depth: 2 * workers) {
            Step(job: $0, utterances: try microBatches($0))
        }
    }

    /// The batches of a validation, made likewise.
    func validation(workers: Int) -> Prefetch<Range<Int>, [Utterance]> {
        Prefetch(0..<feed.validationBatchCount, workers: workers, depth: 2 * workers) { position in
            try feed.validationBatch(position).map { try utterance($0, epoch: 0) }
        }
    }

    func batchCount(epoch: Int) -> Int { feed.batchCount(epoch: epoch) }

    /// Optimizer steps in an epoch; the last may have fewer micro-batches.
    func stepCount(epoch: Int) -> Int { (feed.batchCount(epoch: epoch) + accumulation - 1) / accumulation }

    /// The micro-batches of a step, none larger than is allowed.
    ///
    /// References come on top of what the sampler counts. A batch that has too much is divided: since losses are sums over targets, the step
    /// stays the same.
    func microBatches(_ job: StepJob) throws -> [[Utterance]] {
        try job.positions.flatMap { position in
            let batch = try feed.batch(epoch: job.epoch, position: position).map { item in
                let place = builder.companion(
                    of: item.clip.id, at: item.place, among: item.companions, epoch: job.epoch)
                return try utterance(item.clip, after: place.map { try item.companion($0) }, epoch: job.epoch)
            }
            return maximumPositions > 0 ? batch.divided(maximumPositions: maximumPositions) : [batch]
        }
    }

    private func utterance(
        _ clip: StoredClip, after reference: StoredClip? = nil, epoch: Int
    ) throws -> Utterance {
        try builder.utterance(example(clip), after: reference.map(example), epoch: epoch)
    }

    private func example(_ clip: StoredClip) -> UtteranceBuilder.Example {
        UtteranceBuilder.Example(
            id: clip.id, text: clip.text, language: tag(of: clip.language), speaker: voices[clip.speaker],
            frames: (0..<clip.codes.frames).map { clip.codes[frame: $0].map(Int.init) }, instruct: clip.instruct)
    }

    /// The language whose tag a clip in `language` is trained with.
    private func tag(of language: String) -> String {
        Settings.tag(of: language, forHausa: languageForHausa)
    }
}

extension Settings {
    /// The language whose tag is trained for a language of the data.
    func tag(of language: String) -> String { Self.tag(of: language, forHausa: languageForHausa) }

    fileprivate static func tag(of language: String, forHausa substitute: String?) -> String {
        language.lowercased() == "hausa" ? substitute ?? language : language
    }
}

extension [Utterance] {
    /// The utterances in their order, in as few batches as there must be for each to have at most so many positions, padding included; one
    /// that has more is a batch by itself.
    func divided(maximumPositions: Int) -> [[Utterance]] {
        var batches: [[Utterance]] = []
        var longest = 0
        for utterance in self {
            let width = Swift.max(longest, utterance.count)
            if let last = batches.last, width * (last.count + 1) <= maximumPositions {
                batches[batches.count - 1].append(utterance)
                longest = width
            } else {
                batches.append([utterance])
                longest = utterance.count
            }
        }
        return batches
    }
}
