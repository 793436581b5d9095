import DataFeeding
import Foundation
import Qwen3TTS
import SpeechDataset
import TrainingSettings

/// The clips of a run, wherever they are read from.
struct ClipSource {
    /// The dataset's speakers alone that the run trains.
    let dataset: PreparedDataset
    let summary: ClipSummary
    /// Tokens of the texts, and frames of speech to train on.
    let textTokens, frames: Int
    /// Makes batches; `order` numbers the dataset's speakers in the order in which they are drawn from.
    let feed: (_ order: [Int]) -> any ClipFeed
    /// Where streaming leaves what is to be encoded.
    private(set) var desk: EncodingDesk?
    private var streamed: StreamedClips?

    /// The clips of a store that was made now or by an earlier run.
    init(_ dataset: PreparedDataset, _ store: ClipStore, settings: Settings) {
        self.dataset = dataset
        summary = store.summary
        textTokens = (0..<store.trainCount).reduce(0) { $0 + store.tokens($1) }
        frames = (0..<store.trainCount).reduce(0) { $0 + store.frames($1) }
        feed = { order in
            StoredFeed(
                store, order: order, limit: settings.batchLimit,
                validationBatchSize: settings.effectiveValidationBatchSize, seed: UInt64(settings.seed),
                balance: settings.speakerBalance)
        }
    }

    /// The clips of a dataset that is read while training goes on.
    init(_ dataset: PreparedDataset, _ streamed: StreamedClips, desk: EncodingDesk) {
        self.dataset = dataset
        self.streamed = streamed
        self.desk = desk
        summary = streamed.summary
        textTokens = streamed.textTokens
        frames = streamed.frames
        feed = { _ in streamed }
    }

    /// What was found, in sentences: what is odd about the dataset, what was encoded, which rows were skipped.
    func notes(cacheDirectory: String, isNew: Bool) -> [String] {
        var notes = dataset.notes
        if isNew, summary.encoded > 0 {
            notes.append("encoded \(summary.encoded) clips; their codes are in \(cacheDirectory)")
        }
        if summary.badRows > 0 {
            let named = summary.examples.prefix(3).map { "\n  \($0)" }.joined()
            notes.append("skipped \(summary.badRows) of \(summary.rows) rows that cannot be used:\(named)")
        }
        return notes
    }

    /// Which rows turned out bad only when streaming read them; nil when none did.
    var lateNote: String? {
        guard let rows = streamed?.lateBadRows, !rows.isEmpty else { return nil }
        let named = rows.prefix(3).map { "\n  \($0)" }.joined()
        return "skipped \(rows.count) rows more, which were found bad when they were read:\(named)"
    }

    /// A line on how much there is.
    func description(ignoresInstruct: Bool) -> String {
        let (train, validation) = (summary.speakers.map(\.train), summary.speakers.map(\.validation))
        func minutes(_ totals: [ClipTotals]) -> String {
            String((totals.reduce(0) { $0 + $1.seconds } / 6).rounded() / 10)
        }
        func clips(_ totals: [ClipTotals]) -> Int { totals.reduce(0) { $0 + $1.clips } }
        return "\(summary.speakers.count) speakers, \(clips(train)) clips (\(minutes(train)) min) to train on, "
            + "\(clips(validation)) (\(minutes(validation)) min) to validate"
            + (summary.instructs == 0
                ? ""
                : ", \(summary.instructs) with an instruct"
                    + (ignoresInstruct ? ", which a model of this size is never given" : ""))
    }
}

extension Settings {
    /// What makes a batch in training.
    var batchLimit: BatchLimit {
        maximumBatchFrames > 0
            ? .positions(maximumBatchFrames, overhead: Prompt.overhead) : .clips(effectiveTrainBatchSize)
    }

    /// Clips of each part at most.
    var sampleLimits: [PreparedDataset.Part: Int] {
        var limits: [PreparedDataset.Part: Int] = [:]
        if maxTrainSamples > 0 { limits[.train] = maxTrainSamples }
        if maxValidationSamples > 0 { limits[.validation] = maxValidationSamples }
        return limits
    }
}
