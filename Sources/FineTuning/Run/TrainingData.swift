import Corpus
import Foundation
import Qwen3TTS
import Tokenization
import Torch
import TrainingSettings

/// The clips of a run as sequences, batch by batch.
struct TrainingData {
    private let clips: [PreparedDataset.Clip]
    private let validation: [PreparedDataset.Clip]
    private let codes: [String: Codes]
    private let builder: SequenceBuilder
    private let sampler: BatchSampler
    private let accumulation: Int
    private let validationBatchSize: Int
    private let numbers: [String: Int]
    /// The clips to train on by id, and their ids by speaker.
    private let clipsByID: [String: PreparedDataset.Clip]
    private let idsBySpeaker: [String: [String]]
    /// What was found, in a sentence.
    let summary: String
    /// Changes when any recording, text, language or speaker's vector does.
    let fingerprint: String

    init(
        _ dataset: PreparedDataset, setup: ModelSetup, settings: Settings, encoder: CodeEncoder,
        tokenizer: TextTokenizer
    ) throws {
        clips = dataset.train
        validation = dataset.validation
        var codes: [String: Codes] = [:]
        for clip in clips + validation { codes[clip.id] = try encoder.codes(clip) }
        self.codes = codes
        builder = SequenceBuilder(
            setup.configuration, tokenizer: tokenizer,
            languages: setup.languages, streamingTextRatio: settings.streamingTextRatio,
            languageTagRatio: settings.languageTagRatio, inContextRatio: settings.inContextRatio,
            seed: UInt64(settings.seed))
        clipsByID = Dictionary(clips.map { ($0.id, $0) }) { first, _ in first }
        idsBySpeaker = Dictionary(grouping: clips, by: \.speaker).mapValues { $0.map(\.id) }
        var numbers: [String: Int] = [:]
        for (index, name) in setup.voices.names.enumerated() { numbers[name] = index }
        self.numbers = numbers
        sampler = BatchSampler(
            lengths: clips.map { codes[$0.id]?.frames ?? $0.frames }, speakers: clips.map { numbers[$0.speaker] ?? 0 },
            batchSize: settings.effectiveTrainBatchSize, seed: UInt64(settings.seed), balance: settings.speakerBalance)
        accumulation = settings.gradientAccumulationSteps
        validationBatchSize = settings.effectiveValidationBatchSize

        let statistics = dataset.statistics
        let minutes = { (hours: Double) in String((hours * 600).rounded() / 10) }
        summary =
            "\(statistics.speakers) speakers, \(clips.count) clips (\(minutes(statistics.trainHours)) min) to train on, "
            + "\(validation.count) (\(minutes(statistics.validationHours)) min) to validate, "
            + "\((sampler.paddingShare(epoch: 0) * 100).rounded()) % padding"
            + Self.instructs(clips + validation, setup.configuration)
        let content = (clips + validation).map { clip in
            "\(clip.id) \(clip.speaker) \(clip.language) \(clip.text)" + (clip.instruct.map { " \($0)" } ?? "")
        }
        let voices: [Float] = try setup.voices.table.detached().to(.cpu).contiguous().array()
        fingerprint = TrainingData.hash(content.joined(separator: "\n") + "\(voices)")
        // Whatever is wrong with a text, a language or a code shows now, not hours later.
        for clip in clips + validation { _ = try sequence(clip, epoch: 0) }
    }

    var batchesPerEpoch: Int { sampler.batchesPerEpoch }

    /// Optimizer steps in an epoch; the last may have fewer micro-batches.
    var stepsPerEpoch: Int { (batchesPerEpoch + accumulation - 1) / accumulation }

    /// The micro-batches of the step that begins at `position`.
    func microBatches(epoch: Int, from position: Int) throws -> [[TrainingSequence]] {
        try (position..<min(position + accumulation, batchesPerEpoch)).map { position in
            try sampler.batch(epoch: epoch, position: position).map { index in
                let clip = clips[index]
                let reference = builder.reference(
                    for: clip.id, among: idsBySpeaker[clip.speaker] ?? [], epoch: epoch)
                return try sequence(clip, after: reference.flatMap { clipsByID[$0] }, epoch: epoch)
            }
        }
    }

    /// The same batches at every validation.
    func validationBatches() throws -> [[TrainingSequence]] {
        let sequences = try validation.map { try sequence($0, epoch: 0) }
        return stride(from: 0, to: sequences.count, by: validationBatchSize).map {
            Array(sequences[$0..<min($0 + validationBatchSize, sequences.count)])
        }
    }

    private func sequence(
        _ clip: PreparedDataset.Clip, after reference: PreparedDataset.Clip? = nil, epoch: Int
    ) throws -> TrainingSequence {
        try builder.sequence(example(clip), after: reference.map(example), epoch: epoch)
    }

    private func example(_ clip: PreparedDataset.Clip) -> SequenceBuilder.Example {
        let codes = codes[clip.id] ?? Codes(frames: 0, values: [])
        return SequenceBuilder.Example(
            id: clip.id, text: clip.text, language: clip.language, speaker: numbers[clip.speaker] ?? 0,
            frames: (0..<codes.frames).map { codes[frame: $0].map(Int.init) }, instruct: clip.instruct)
    }

    /// The end of the summary: how many clips have an instruct, and whether it counts.
    private static func instructs(_ clips: [PreparedDataset.Clip], _ configuration: ModelConfiguration) -> String {
        let count = clips.count { $0.instruct != nil }
        guard count > 0 else { return "" }
        return ", \(count) with an instruct"
            + (configuration.ignoresInstruct ? ", which a model of this size is never given" : "")
    }

    /// FNV-1a.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
