import Corpus
import Qwen3TTS
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

    /// A batch of the validation: the same each time.
    func validationBatch(_ position: Int) throws -> [TrainingSequence] {
        try feed.validationBatch(position).map { try sequence($0, epoch: 0) }
    }

    /// - Throws: `TrainingError.unknownLanguage` for one of the data's languages that has no tag.
    func check(languages: [String: String]) throws {
        for (language, clip) in languages.sorted(by: { $0.key < $1.key }) {
            _ = try builder.languageRow(of: tag(of: language), clip: clip)
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
        language.lowercased() == "hausa" ? languageForHausa ?? language : language
    }
}
