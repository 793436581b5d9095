import Audio
import Files
import Foundation
import Parquet
import SpeechDataset

/// Decodes, resamples, trims, measures and writes recordings, several at once.
struct ClipProcessor: Sendable {
    private let folder: WorkingFolder
    private let limits: PreparationLimits
    private let key: RecordingKey

    init(folder: WorkingFolder, limits: PreparationLimits) throws {
        self.folder = folder
        self.limits = limits
        key = try RecordingKey(limits: limits)
    }

    /// What became of each utterance's recording, speaker by speaker in the order of the utterances.
    ///
    /// Rows of Parquet files are read in the files' order, when their turn comes and a few at a time, so that memory does not grow with
    /// their number and each is read once. The index of a speaker is in memory from the first recording to the last: of one speaker
    /// after the other, unless the rows of a file change between them.
    ///
    /// - Throws: `DataPreparationError`, or `ParquetError` when a Parquet file cannot be read any further.
    func process(
        _ speakers: [SpeakerRecordings], workers: Int, indices: inout OpenIndices,
        progress: @Sendable (Int, Int) -> Void, shouldStop: @Sendable () -> Bool
    ) async throws -> [[ClipOutcome]] {
        let places = WorkOrder(speakers).places
        var outcomes = speakers.map { [ClipOutcome?](repeating: nil, count: $0.utterances.count) }
        var failure: (any Error)?
        var done = 0
        await withTaskGroup(of: (WorkOrder.Place, Result<ClipOutcome, any Error>).self) { group in
            var rows = RowReader()
            var next = 0
            // One task per worker at first; each that ends makes room for the next recording.
            while true {
                while next < places.count, next - done < max(1, workers), failure == nil, !Task.isCancelled,
                    !shouldStop()
                {
                    let place = places[next]
                    next += 1
                    do {
                        let speaker = speakers[place.speaker]
                        let index = try indices.index(of: speaker.name, recordings: speaker.utterances.count)
                        let work = try job(for: speaker.utterances[place.utterance], index, rows: &rows)
                        group.addTask { (place, work()) }
                    } catch {
                        failure = error
                    }
                }
                guard let (place, result) = await group.next() else { return }
                done += 1
                switch result {
                case .success(let outcome): outcomes[place.speaker][place.utterance] = outcome
                case .failure(let error): failure = failure ?? error
                }
                do {
                    if failure == nil { try indices.finishRecording(of: speakers[place.speaker].name) }
                } catch {
                    failure = error
                }
                progress(done, places.count)
            }
        }
        if let failure { throw failure }
        guard done == places.count else { throw DataPreparationError.stopped(done: done, total: places.count) }
        return outcomes.indices.map { speaker in
            defer { outcomes[speaker] = [] }
            return outcomes[speaker].compactMap { $0 }
        }
    }

    /// What is to be done for an utterance; the bytes of a row are fetched now, and only when nothing is known of it.
    private func job(
        for utterance: Utterance, _ index: ClipIndex, rows: inout RowReader
    ) throws -> @Sendable () -> Result<ClipOutcome, any Error> {
        guard case .row(let shard, let row) = utterance.recording else {
            return { Result { try outcome(for: utterance, index, bytes: nil) } }
        }
        if let known = try known(utterance, index) {
            return { .success(known) }
        }
        let recording = try rows.recording(in: row, of: shard)
        if let bytes = recording?.bytes {
            return { Result { try outcome(for: utterance, index, bytes: bytes) } }
        }
        let path = recording?.path ?? ""
        // A dataset may name files of its maker's machine; none is taken from anywhere but beside it.
        let leavesFolder = path.hasPrefix("/") || path.split(separator: "/").contains("..")
        let file = RecordingPath.resolve(
            leavesFolder ? URL(filePath: path).lastPathComponent : path, in: shard.file.deletingLastPathComponent())
        guard !path.isEmpty, FileState.isFile(file) else {
            let problem =
                path.isEmpty ? Problem.emptyField(shard.audioColumn) : .pathWithoutBytes(shard.audioColumn, path)
            return { .success(ClipOutcome(result: .problem(problem), wasKnown: false)) }
        }
        var beside = utterance
        beside.recording = .file(file.path)
        return { [beside] in Result { try outcome(for: beside, index, bytes: nil) } }
    }

    /// What an earlier run found out, from the recording's place alone.
    private func known(_ utterance: Utterance, _ index: ClipIndex) throws -> ClipOutcome? {
        let place = try key.place(of: utterance.recording)
        guard let known = index.known(at: place), holds(known, utterance.speaker) else { return nil }
        return ClipOutcome(result: known.result, wasKnown: true)
    }

    private func outcome(
        for utterance: Utterance, _ index: ClipIndex, bytes: Data?
    ) throws -> ClipOutcome {
        if bytes == nil, let known = try known(utterance, index) { return known }
        let place = try key.place(of: utterance.recording)
        let content =
            if let bytes { key.content(bytes) } else { try key.content(ofFile: utterance.recording) }
        if let known = try index.known(content, at: place), holds(known, utterance.speaker) {
            return ClipOutcome(result: known.result, wasKnown: true)
        }
        let result = try write(bytes, of: utterance)
        let size = result.id.flatMap { WrittenDataset.size(of: folder.clip($0, of: utterance.speaker)) }
        try index.record(result, bytes: size, of: content, at: place)
        return ClipOutcome(result: result, wasKnown: false)
    }

    /// Whether what is known is on the disk, of the size that was noted: a power failure may have cut it short.
    private func holds(_ known: ClipIndex.Known, _ speaker: String) -> Bool {
        guard let size = WrittenDataset.size(of: folder.clip(known.id, of: speaker)) else { return false }
        return size == known.bytes ?? size && size > 0
    }

    /// Makes a clip of a recording.
    private func write(_ bytes: Data?, of utterance: Utterance) throws(FileError) -> ClipOutcome.Result {
        let recording = utterance.recording
        let decoded: DecodedRecording
        let resampled: Waveform
        do throws(AudioError) {
            decoded = try recording.decoded(bytes, maximumDuration: limits.maximumDuration)
            resampled = try decoded.waveform.resampled(to: PreparedDataset.sampleRate)
        } catch {
            return .problem(recording.problem(of: error))
        }
        if let problem = recording.problem(ofLength: decoded.waveform.duration) { return .problem(problem) }
        let peak = decoded.waveform.peak
        guard peak > 0, peak >= limits.minimumPeak else {
            return .problem(.silent(path: recording.name, peak: peak, limit: limits.minimumPeak))
        }
        let trimmed = resampled.trimmingSilence(threshold: limits.silenceThreshold, padding: limits.padding)
        guard !trimmed.samples.isEmpty else { return .problem(.recording(.noSamples(path: recording.name))) }
        let id = ContentHash.id(of: trimmed)
        let clip = folder.clip(id, of: utterance.speaker)
        // What the gates leave out is written too: it can be listened to, and needs no decoding when a limit changes. To wait for the disk
        // at each clip would leave the cores idle; what a power failure cuts short is made again.
        do throws(AudioError) {
            try AudioFile.write(trimmed, to: clip, format: .flac16, isFlushed: false)
        } catch {
            throw FileError.cannotWrite(error, to: clip)
        }
        return .clip(
            id: id, samples: trimmed.samples.count,
            measures: ClipMeasures(decoded, clip: trimmed, limits: limits))
    }
}
