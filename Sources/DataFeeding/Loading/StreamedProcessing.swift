import Audio
import Foundation
import Parquet
import SpeechDataset

/// What reading a dataset without a copy of it needs on any thread.
package struct StreamedProcessing: Sendable {
    /// How messages name the dataset.
    let dataset: String
    let maximumBadShare: Double
    let tokenizer: String
    let form: CodesForm
    let cache: CodeCache
    let desk: EncodingDesk

    /// Reads rows with their codes.
    ///
    /// A file of the Hub is asked for once for each piece, and as often again as recordings without codes are.
    func load(
        _ pieces: [Range<Int>], of rows: StreamedRows
    ) throws -> LoadedWindow {
        var window = LoadedWindow()
        for piece in pieces {
            guard let file = rows.file(of: piece.lowerBound) else { continue }
            var next = piece.lowerBound
            let places = rows.place(piece.lowerBound)..<rows.place(piece.upperBound - 1) + 1
            let columns = try ShardColumns(of: file.parquet, tokenizer: tokenizer)
            let parquet = try file.parquet.fetching(columns.metadata(withCodes: true), in: places)
            let reader = try ClipReader(parquet, path: file.path, tokenizer: tokenizer, form: form)
            try reader.read(places) { place, result in
                // Rows between them are those that were found bad before.
                guard place == rows.place(next) else { return true }
                next += 1
                switch try clip(result, place, file.speaker, reader) {
                case .success(let clip): window.append(clip)
                case .failure(let problem):
                    window.append(nil)
                    window.badRows.append(BadRow(file: file.path, row: place, problem: problem.description))
                }
                return next < piece.upperBound
            }
        }
        return window
    }

    private func clip(
        _ result: Result<ClipRow, RowProblem>, _ place: Int, _ speaker: Int, _ reader: ClipReader
    ) throws -> Result<StoredClip, RowProblem> {
        switch result {
        case .failure(let problem): return .failure(problem)
        case .success(let row):
            switch try codes(row, place, reader) {
            case .failure(let problem): return .failure(problem)
            case .success(let codes):
                return .success(
                    StoredClip(
                        id: row.id, speaker: speaker, text: row.text, language: row.language, instruct: row.instruct,
                        codes: codes))
            }
        }
    }

    private func codes(_ row: ClipRow, _ place: Int, _ reader: ClipReader) throws -> Result<Codes, RowProblem> {
        if let codes = row.codes { return .success(codes) }
        if let codes = try cache.codes(for: row.id) {
            return form.problem(codes, seconds: row.duration).map { .failure($0) } ?? .success(codes)
        }
        switch try reader.recording(row: place) {
        case .failure(let problem): return .failure(problem)
        case .success(let waveform):
            let codes = try desk.codes(of: waveform)
            try cache.store(codes, for: row.id)
            return .success(codes)
        }
    }
}

extension ClipProcessing {
    /// Reads what the dataset says of its clips, and gets ready to read the rest while training goes on.
    ///
    /// A file of the Hub is asked for its footer, which is kept, and once for each row group.
    ///
    /// - Parameters:
    ///   - desk: where recordings without codes are left to be encoded.
    ///   - work: `encode` is not called.
    /// - Returns: nil when it was stopped.
    public func stream(_ options: StreamingOptions, desk: EncodingDesk, _ work: Work) throws -> StreamedClips? {
        // Each is opened once, and its footer kept.
        var files: [String: ParquetFile] = [:]
        let limits = try rowLimits { path in
            let file = try dataset.storage.parquet(path)
            files[path] = file
            return file
        }
        var pass = ProcessingPass(self, total: limits, progress: work.progress)
        var rows: [PreparedDataset.Part: StreamedRows] = [:]
        var (tokens, spokenFrames) = (0, 0)
        for part in PreparedDataset.Part.allCases {
            rows[part] = StreamedRows()
            for speaker in dataset.speakers.indices {
                var left = limits[part]?[speaker] ?? 0
                for path in dataset.speakers[speaker].files(part) where left > 0 {
                    let file = try files[path] ?? dataset.storage.parquet(path)
                    let columns = try ShardColumns(of: file, tokenizer: tokenizer)
                    let fetched = try file.fetching(columns.metadata(withCodes: false), in: 0..<file.rowCount)
                    let reader = try ClipReader(fetched, path: path, tokenizer: tokenizer, form: form)
                    rows[part]?.begin(path, file, speaker: speaker)
                    var isStopped = false
                    try reader.read(0..<reader.rowCount, .metadata) { place, result in
                        isStopped = work.shouldStop()
                        let location = ClipLocation(file: path, row: place)
                        let spoken = (try? result.get()).map { work.tokens($0.text) } ?? 0
                        switch result {
                        case .success(let row) where spoken > 0:
                            let frames = row.duration.map(PreparedDataset.frames) ?? 0
                            if row.duration == nil, case .positions = options.limit {
                                throw DataFeedingError.lengthUnknown(path: path, row: place)
                            }
                            let clip = StoredClip(
                                id: row.id, speaker: speaker, text: row.text, language: row.language,
                                instruct: row.instruct, codes: Codes(frames: 0, values: []))
                            rows[part]?.append(
                                place: place, length: options.limit.length(frames: frames, tokens: spoken))
                            pass.count(clip, frames: frames, part, location)
                            if part == .train {
                                tokens += spoken
                                spokenFrames += frames
                            }
                            left -= 1
                        case .success: pass.skip(location, .noText)
                        case .failure(let problem): pass.skip(location, problem)
                        }
                        try pass.checkEarly(dataset, maximumBadShare: maximumBadShare)
                        try pass.report()
                        return left > 0 && !isStopped
                    }
                    if isStopped { return nil }
                }
            }
        }
        try pass.check(dataset, maximumBadShare: maximumBadShare)
        return StreamedClips(
            StreamedProcessing(
                dataset: dataset.storage.name, maximumBadShare: maximumBadShare, tokenizer: tokenizer, form: form,
                cache: cache, desk: desk), pass.finished(),
            textTokens: tokens, frames: spokenFrames, train: rows[.train] ?? StreamedRows(),
            validation: rows[.validation] ?? StreamedRows(),
            options: options)
    }
}
