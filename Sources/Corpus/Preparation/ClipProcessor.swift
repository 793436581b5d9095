import Audio
import Foundation
import Parquet

/// Decodes, resamples, trims, measures and writes recordings, several at once.
struct ClipProcessor: Sendable {
    private let folder: WorkingFolder
    private let limits: PreparationLimits
    private let key: RecordingKey
    private let indices: [String: ClipIndex]

    init(folder: WorkingFolder, speakers: [String], limits: PreparationLimits) throws(CorpusError) {
        self.folder = folder
        self.limits = limits
        key = try RecordingKey(limits: limits)
        var indices: [String: ClipIndex] = [:]
        for speaker in speakers {
            try DatasetJSON.makeFolder(folder.clips(speaker))
            indices[speaker] = try ClipIndex(folder.index(speaker))
        }
        self.indices = indices
    }

    /// What became of each utterance's recording, in the order of the utterances.
    ///
    /// Rows of Parquet files are read when their turn comes and a few at a time, so that memory does not grow with their number.
    ///
    /// - Throws: `CorpusError`, or `ParquetError` when a Parquet file cannot be read any further.
    func process(
        _ utterances: [Utterance], workers: Int,
        progress: @Sendable (Int, Int) -> Void, shouldStop: @Sendable () -> Bool
    ) async throws -> [ClipOutcome] {
        var outcomes = [ClipOutcome?](repeating: nil, count: utterances.count)
        var failure: (any Error)?
        var done = 0
        await withTaskGroup(of: (Int, Result<ClipOutcome, CorpusError>).self) { group in
            var rows = RowReader()
            var next = 0
            // One task per worker at first; each that ends makes room for the next recording.
            while true {
                while next < min(utterances.count, done + max(1, workers)), failure == nil, !Task.isCancelled,
                    !shouldStop()
                {
                    let (index, utterance) = (next, utterances[next])
                    next += 1
                    do {
                        let work = try job(for: utterance, rows: &rows)
                        group.addTask { (index, work()) }
                    } catch {
                        failure = error
                    }
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
        guard done == utterances.count else { throw CorpusError.stopped(done: done, total: utterances.count) }
        return outcomes.compactMap { $0 }
    }

    /// Puts the indices in order and removes what no recording makes any more.
    func finish() throws(CorpusError) {
        for (speaker, index) in indices.sorted(by: { $0.key < $1.key }) {
            try folder.tidy(speaker, keeping: try index.finish())
        }
    }

    /// What is to be done for an utterance; the bytes of a row are fetched now, and only when nothing is known of it.
    private func job(
        for utterance: Utterance, rows: inout RowReader
    ) throws -> @Sendable () -> Result<ClipOutcome, CorpusError> {
        guard case .row(let shard, let row) = utterance.recording else {
            return { Result { () throws(CorpusError) in try outcome(for: utterance, bytes: nil) } }
        }
        if let known = try known(utterance) {
            return { .success(known) }
        }
        let recording = try rows.recording(in: row, of: shard)
        if let bytes = recording?.bytes {
            return { Result { () throws(CorpusError) in try outcome(for: utterance, bytes: bytes) } }
        }
        let path = recording?.path ?? ""
        // A dataset may name files of its maker's machine; none is taken from anywhere but beside it.
        let leavesFolder = path.hasPrefix("/") || path.split(separator: "/").contains("..")
        let file = RecordingPath.resolve(
            leavesFolder ? URL(filePath: path).lastPathComponent : path, in: shard.file.deletingLastPathComponent())
        guard !path.isEmpty, RecordingPath.exists(file) else {
            let problem =
                path.isEmpty ? Problem.emptyField(shard.audioColumn) : .pathWithoutBytes(shard.audioColumn, path)
            return { .success(ClipOutcome(result: .problem(problem), wasKnown: false)) }
        }
        var beside = utterance
        beside.recording = .file(file.path)
        return { [beside] in Result { () throws(CorpusError) in try outcome(for: beside, bytes: nil) } }
    }

    private func index(of utterance: Utterance) -> ClipIndex {
        guard let index = indices[utterance.speaker] else { preconditionFailure("every speaker has an index") }
        return index
    }

    /// What an earlier run found out, from the recording's place alone.
    private func known(_ utterance: Utterance) throws(CorpusError) -> ClipOutcome? {
        let place = try key.place(of: utterance.recording)
        guard let known = index(of: utterance).result(at: place), holds(known, utterance.speaker) else { return nil }
        return ClipOutcome(result: known, wasKnown: true)
    }

    private func outcome(for utterance: Utterance, bytes: Data?) throws(CorpusError) -> ClipOutcome {
        if bytes == nil, let known = try known(utterance) { return known }
        let (index, place) = (index(of: utterance), try key.place(of: utterance.recording))
        let content =
            if let bytes { key.content(bytes) } else { try key.content(ofFile: utterance.recording) }
        if let known = try index.result(of: content, at: place), holds(known, utterance.speaker) {
            return ClipOutcome(result: known, wasKnown: true)
        }
        let result = try write(bytes, of: utterance)
        try index.record(result, of: content, at: place)
        return ClipOutcome(result: result, wasKnown: false)
    }

    /// Whether what a result promises is on the disk.
    private func holds(_ result: ClipOutcome.Result, _ speaker: String) -> Bool {
        guard case .clip(let id, _, _) = result else { return true }
        return holds(folder.clip(id, of: speaker))
    }

    private func holds(_ clip: URL) -> Bool { (WrittenDataset.size(of: clip) ?? 0) > 0 }

    /// Makes a clip of a recording.
    private func write(_ bytes: Data?, of utterance: Utterance) throws(CorpusError) -> ClipOutcome.Result {
        let recording = utterance.recording
        let source: Waveform
        let resampled: Waveform
        do throws(AudioError) {
            source = try recording.waveform(bytes, maximumDuration: limits.maximumDuration)
            resampled = try source.resampled(to: PreparedDataset.sampleRate)
        } catch {
            return .problem(recording.problem(of: error))
        }
        if let problem = recording.problem(ofLength: source.duration) { return .problem(problem) }
        guard source.peak > 0, source.peak >= limits.minimumPeak else {
            return .problem(.silent(path: recording.name, peak: source.peak, limit: limits.minimumPeak))
        }
        let trimmed = resampled.trimmingSilence(threshold: limits.silenceThreshold, padding: limits.padding)
        guard !trimmed.samples.isEmpty else { return .problem(.recording(.noSamples(path: recording.name))) }
        let id = ContentHash.id(of: trimmed)
        let clip = folder.clip(id, of: utterance.speaker)
        // What the gates leave out is written too: it can be listened to, and needs no decoding when a limit changes.
        if !holds(clip) {
            // To wait for the disk at each clip would leave the cores idle; what a power failure empties is made again.
            try writing(clip) { url throws(AudioError) in
                try AudioFile.write(trimmed, to: url, format: .flac16, isFlushed: false)
            }
        }
        return .clip(
            id: id, samples: trimmed.samples.count,
            measures: ClipMeasures(recording: source, clip: trimmed, limits: limits))
    }
}
