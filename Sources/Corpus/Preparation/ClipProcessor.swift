import Audio
import Foundation

/// Decodes, resamples, trims, measures and writes recordings, several at once.
struct ClipProcessor: Sendable {
    private let folder: URL
    private let limits: PreparationLimits
    private let indices: [String: ClipIndex]

    init(folder: URL, speakers: [String], limits: PreparationLimits) throws(CorpusError) {
        self.folder = folder
        self.limits = limits
        var indices: [String: ClipIndex] = [:]
        for speaker in speakers {
            let layout = DatasetLayout(folder: folder, speaker: speaker)
            try DatasetJSON.makeFolder(layout.audio)
            indices[speaker] = ClipIndex(layout.index)
        }
        self.indices = indices
    }

    /// What became of each utterance's recording, in the order of the utterances.
    func process(
        _ utterances: [Utterance], workers: Int,
        progress: @Sendable (Int, Int) -> Void, shouldStop: @Sendable () -> Bool
    ) async throws(CorpusError) -> [ClipOutcome] {
        var outcomes = [ClipOutcome?](repeating: nil, count: utterances.count)
        var failure: CorpusError?
        var done = 0
        await withTaskGroup(of: (Int, Result<ClipOutcome, CorpusError>).self) { group in
            var next = 0
            // One task per worker at first; each that ends makes room for the next recording.
            while true {
                while next < min(utterances.count, done + max(1, workers)), failure == nil, !Task.isCancelled,
                    !shouldStop()
                {
                    let (index, utterance) = (next, utterances[next])
                    group.addTask { (index, await outcome(for: utterance)) }
                    next += 1
                }
                guard let (index, result) = await group.next() else { return }
                done += 1
                switch result {
                case .success(let outcome): outcomes[index] = outcome
                case .failure(let error): failure = failure ?? error
                }
                progress(done, utterances.count)
            }
        }
        if let failure { throw failure }
        guard done == utterances.count else { throw .stopped(done: done, total: utterances.count) }
        return outcomes.compactMap { $0 }
    }

    /// Tidies the indices and removes what no recording makes any more; `references` counts each speaker's.
    func finish(references: [String: Int]) async throws(CorpusError) {
        for (speaker, index) in indices.sorted(by: { $0.key < $1.key }) {
            let layout = DatasetLayout(folder: folder, speaker: speaker)
            try layout.tidy(keeping: try await index.finish(), references: references[speaker] ?? 0)
        }
    }

    private func outcome(for utterance: Utterance) async -> Result<ClipOutcome, CorpusError> {
        guard let index = indices[utterance.speaker] else {
            preconditionFailure("every speaker has an index")
        }
        let layout = DatasetLayout(folder: folder, speaker: utterance.speaker)
        do throws(CorpusError) {
            let key = try ContentHash.key(of: utterance.audio, limits: limits)
            if let known = await index.result(for: key), layout.holds(known) {
                return .success(ClipOutcome(result: known, wasKnown: true))
            }
            let result = try write(utterance.audio, into: layout)
            try await index.record(result, for: key)
            return .success(ClipOutcome(result: result, wasKnown: false))
        } catch {
            return .failure(error)
        }
    }

    /// Makes a clip of a recording.
    private func write(_ recording: URL, into layout: DatasetLayout) throws(CorpusError) -> ClipOutcome.Result {
        let source: Waveform
        let resampled: Waveform
        do throws(AudioError) {
            source = try AudioFile.read(recording, maximumDuration: limits.maximumDuration)
            resampled = try source.resampled(to: PreparedDataset.sampleRate)
        } catch {
            return .problem(.recording(error))
        }
        guard source.peak > 0, source.peak >= limits.minimumPeak else {
            return .problem(.silent(path: recording.path, peak: source.peak, limit: limits.minimumPeak))
        }
        let trimmed = resampled.trimmingSilence(threshold: limits.silenceThreshold, padding: limits.padding)
        guard !trimmed.samples.isEmpty else { return .problem(.recording(.noSamples(path: recording.path))) }
        let id = ContentHash.id(of: trimmed)
        let clip = layout.clip(id)
        // What the gates leave out is written too: it can be listened to, and needs no decoding when a limit changes.
        if !RecordingPath.exists(clip) {
            try writing(clip) { url throws(AudioError) in try AudioFile.write(trimmed, to: url, format: .flac16) }
        }
        return .clip(
            id: id, samples: trimmed.samples.count,
            measures: ClipMeasures(recording: source, clip: trimmed, limits: limits))
    }
}
