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
    let builder: SequenceBuilder
    /// The number of each speaker of the dataset among the run's voices.
    let voices: [Int]
    let languageForHausa: String?
    let accumulation: Int

    /// - Throws: `TrainingError.unknownLanguage` for a language of the data that has no tag.
    init(_ source: ClipSource, setup: ModelSetup, settings: Settings, tokenizer: TextTokenizer) throws {
        let voices = source.dataset.speakers.map { setup.voices.index(of: $0.name) ?? 0 }
        self.voices = voices
        feed = source.feed(voices)
        builder = SequenceBuilder(
            setup.configuration, tokenizer: tokenizer,
            languages: setup.languages, streamingTextRatio: settings.streamingTextRatio,
            languageTagRatio: settings.languageTagRatio, inContextRatio: settings.inContextRatio,
            seed: UInt64(settings.seed))
        languageForHausa = settings.languageForHausa
        accumulation = settings.gradientAccumulationSteps
        // What is wrong with a language shows now, not hours later.
        for (language, clip) in source.summary.languages.sorted(by: { $0.key < $1.key }) {
            _ = try builder.languageRow(of: tag(of: language), clip: clip)
        }
    }

    /// Changes when any recording, text, language or speaker's vector does.
    func fingerprint(_ summary: ClipSummary, _ voices: Voices) throws -> String {
        let table: [Float] = try voices.table.detached().to(.cpu).contiguous().array()
        let hash = Digest(.sha256)
        hash.update(Data("\(summary.fingerprint) \(table)".utf8))
        return hash.bytes.prefix(16).hexadecimal
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
        var sequences: [[TrainingSequence]]
    }

    /// The steps from a state on, made by other threads while the ones before are trained.
    func steps(from state: RunState, count: Int, workers: Int) -> Prefetch<StepJobs, Step> {
        let jobs = StepJobs(
            start: state, steps: count, accumulation: accumulation, batchCount: { feed.batchCount(epoch: $0) })
        return Prefetch(jobs, workers: workers, depth: 2 * workers) {
            Step(job: $0, sequences: try microBatches($0))
        }
    }

    /// The batches of a validation, made likewise.
    func validation(workers: Int) -> Prefetch<Range<Int>, [TrainingSequence]> {
        Prefetch(0..<feed.validationBatchCount, workers: workers, depth: 2 * workers) { position in
            try feed.validationBatch(position).map { try sequence($0, epoch: 0) }
        }
    }

    func batchCount(epoch: Int) -> Int { feed.batchCount(epoch: epoch) }

    /// Optimizer steps in an epoch; the last may have fewer micro-batches.
    func stepCount(epoch: Int) -> Int { (feed.batchCount(epoch: epoch) + accumulation - 1) / accumulation }

    /// The micro-batches of a step.
    func microBatches(_ job: StepJob) throws -> [[TrainingSequence]] {
        try job.positions.map { position in
            try feed.batch(epoch: job.epoch, position: position).map { item in
                let place = builder.companion(
                    of: item.clip.id, at: item.place, among: item.companions, epoch: job.epoch)
                return try sequence(item.clip, after: place.map { try item.companion($0) }, epoch: job.epoch)
            }
        }
    }

    private func sequence(
        _ clip: StoredClip, after reference: StoredClip? = nil, epoch: Int
    ) throws -> TrainingSequence {
        try builder.sequence(example(clip), after: reference.map(example), epoch: epoch)
    }

    private func example(_ clip: StoredClip) -> SequenceBuilder.Example {
        SequenceBuilder.Example(
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
