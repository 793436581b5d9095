import Audio
import DataFeeding
import Foundation
import Qwen3TTS
import SpeechDataset
import TrainingSettings

/// The second step of a run: makes a dataset's clips ready for training.
struct ClipPreparation {
    private let settings: Settings
    private let checkpoint: Checkpoint
    private let encoder: CodeEncoder
    private let observers: [any RunObserver]
    private let shouldStop: () -> Bool
    private let tokenCount: (String) -> Int

    init(
        _ settings: Settings, _ checkpoint: Checkpoint, _ encoder: CodeEncoder,
        observers: [any RunObserver], shouldStop: @escaping () -> Bool
    ) throws {
        self.settings = settings
        self.checkpoint = checkpoint
        self.encoder = encoder
        self.observers = observers
        self.shouldStop = shouldStop
        let tokenizer = try checkpoint.loadTokenizer()
        tokenCount = { UtteranceBuilder.tokenCount($0, tokenizer) }
    }

    /// The clips of a dataset, out of a store where there is one; nil when it was stopped.
    func source(_ dataset: PreparedDataset) throws -> ClipSource? {
        let talker = checkpoint.configuration.talker
        let processing = ClipProcessing(
            dataset, cache: encoder.cache, tokenizer: encoder.fingerprint,
            form: CodesForm(codebooks: talker.codeGroups, vocabulary: talker.codePredictor.vocabulary),
            limits: settings.sampleLimits, maximumBadShare: settings.maximumBadShare)
        let work = ClipProcessing.Work(
            tokens: tokenCount, encode: encoder.encode,
            progress: { try observers.handle(.processing(done: $0, total: $1, encoded: $2)) },
            note: { try observers.handle(.note($0)) },
            checkLanguage: checkLanguage,
            shouldStop: shouldStop)
        if settings.isStreaming {
            let desk = EncodingDesk()
            let options = StreamingOptions(
                limit: settings.batchLimit, validationBatchSize: settings.effectiveValidationBatchSize,
                buffer: settings.shuffleBufferSize, seed: UInt64(settings.seed), balance: settings.speakerBalance)
            guard let streamed = try processing.stream(options, desk: desk, work) else { return nil }
            return try noted(ClipSource(dataset, streamed, desk: desk), isNew: false)
        }
        let key = try processing.key(textTokenizer: textTokenizer())
        let file = URL(filePath: settings.cacheDirectory).appending(path: "clips/\(key.prefix(32)).clips")
        if let store = try ClipStore(file) {
            return try noted(ClipSource(dataset, store, settings: settings), isNew: false)
        }
        guard let store = try processing.run(into: file, work) else { return nil }
        return try noted(ClipSource(dataset, store, settings: settings), isNew: true)
    }

    /// - Throws: `TrainingError.unknownLanguage` for a language that the model has no tag for and will get none.
    private func checkLanguage(_ language: String, clip: String) throws {
        let known = Set(checkpoint.configuration.talker.languages.keys)
            .union(settings.newLanguages.map { $0.name.lowercased() }).union(["auto"])
        let tag = settings.tag(of: language)
        guard known.contains(tag.lowercased()) else {
            throw TrainingError.unknownLanguage(tag, clip: clip, known: known.subtracting(["auto"]).sorted())
        }
    }

    /// The recordings that show a speaker's voice; clips serve where the dataset has none.
    func references(of speaker: String, _ source: ClipSource) throws -> [Waveform] {
        guard let index = source.dataset.speakers.firstIndex(where: { $0.name == speaker }) else { return [] }
        let clips = source.summary.speakers[index].references
        if source.dataset.speakers[index].references.isEmpty {
            try observers.handle(
                .note(
                    "\(speaker) has no voices/\(speaker).wav: the voice is taken from "
                        + clips.map { "\($0.file), row \($0.row)" }.joined(separator: "; ")))
        }
        return try source.dataset.references(of: source.dataset.speakers[index], orElse: clips)
    }

    private func noted(_ source: ClipSource, isNew: Bool) throws -> ClipSource {
        for note in source.notes(cacheDirectory: settings.cacheDirectory, isNew: isNew) {
            try observers.handle(.note(note))
        }
        return source
    }

    /// What tells the text tokenizer from others.
    private func textTokenizer() throws -> String {
        try ["vocab.json", "merges.txt", "tokenizer_config.json"]
            .map { try CodeCache.fingerprint(ofFile: checkpoint.url.appending(path: $0)) }.joined()
    }
}
