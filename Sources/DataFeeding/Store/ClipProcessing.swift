public import Audio
import Files
public import Foundation
import Parquet
public import SpeechDataset

/// Makes a dataset ready for training: one pass over its files, in bounded memory, into a `ClipStore`.
///
/// A clip's codes come from the dataset where it has them, else from the cache, else they are made once. Rows that cannot be trained on are
/// counted, named and skipped. What was encoded stays in the cache when the work is interrupted.
public struct ClipProcessing {
    /// What is read.
    public var dataset: PreparedDataset
    /// Clips of each part at most, over all speakers; nil for all.
    public var limits: [PreparedDataset.Part: Int]
    /// The share of rows that may be bad.
    public var maximumBadShare: Double
    /// What codes must be.
    public var form: CodesForm
    /// The SHA-256 of the weights of the speech tokenizer that makes codes.
    public var tokenizer: String
    package let cache: CodeCache

    /// Describes the work.
    public init(
        _ dataset: PreparedDataset, cache: CodeCache, tokenizer: String, form: CodesForm = CodesForm(),
        limits: [PreparedDataset.Part: Int] = [:], maximumBadShare: Double = 0.05
    ) {
        self.dataset = dataset
        self.cache = cache
        self.tokenizer = tokenizer
        self.form = form
        self.limits = limits
        self.maximumBadShare = maximumBadShare
    }

    /// What a clip that is not encoded yet needs.
    public struct Work {
        /// The number of text tokens of a text.
        public var tokens: (String) -> Int
        /// The codes of a recording of 24 kHz.
        public var encode: (Waveform) throws -> Codes
        /// Is told how many rows of how many are done, and how many had to be encoded.
        public var progress: (_ done: Int, _ total: Int, _ encoded: Int) throws -> Void
        /// Is told what a user should know, in a sentence without its stop.
        public var note: (String) throws -> Void
        /// Is given each language with the first clip that is in it, before anything is encoded; what it throws ends the work.
        public var checkLanguage: ((_ language: String, _ clip: String) throws -> Void)?
        /// Asked before each clip; true ends the work.
        public var shouldStop: () -> Bool

        /// Puts together what processing calls.
        public init(
            tokens: @escaping (String) -> Int, encode: @escaping (Waveform) throws -> Codes,
            progress: @escaping (_ done: Int, _ total: Int, _ encoded: Int) throws -> Void = { _, _, _ in },
            note: @escaping (String) throws -> Void = { _ in },
            checkLanguage: ((_ language: String, _ clip: String) throws -> Void)? = nil,
            shouldStop: @escaping () -> Bool = { false }
        ) {
            self.tokens = tokens
            self.encode = encode
            self.progress = progress
            self.note = note
            self.checkLanguage = checkLanguage
            self.shouldStop = shouldStop
        }
    }

    /// What a store of this dataset is known by: it changes with any file, the tokenizers, the speakers and the limits.
    ///
    /// - Parameter textTokenizer: what tells the text tokenizer from others.
    public func key(textTokenizer: String) throws -> String {
        let hash = Digest(.sha256)
        func add(_ text: String) { hash.update(Data("\(text)\n".utf8)) }
        add("clips 2")
        add(tokenizer)
        add(textTokenizer)
        add("\(form)")
        for part in PreparedDataset.Part.allCases { add("\(part) \(limits[part] ?? -1)") }
        for speaker in dataset.speakers {
            add("speaker \(speaker.name) \(speaker.references.isEmpty)")
            for part in PreparedDataset.Part.allCases {
                for file in speaker.files(part) { add("\(part) \(file) \(try dataset.storage.version(of: file))") }
            }
        }
        return hash.hexadecimal
    }

    /// Does the work; while another process does, it waits and then takes that one's store.
    ///
    /// - Returns: the store; nil when it was stopped.
    /// - Throws: `DataFeedingError` or `ParquetError` when a file is broken, too many rows are bad, or the store cannot be written.
    public func run(into url: URL, _ work: Work) throws -> ClipStore? {
        guard let turn = try ClipStoreTurn(url, note: work.note, shouldStop: work.shouldStop) else { return nil }
        if turn.hasWaited, let store = try ClipStore(url) {
            try work.note("Another process has made these clips ready: they are used")
            return store
        }
        if let check = work.checkLanguage { try checkLanguages(check) }
        var pass = ProcessingPass(self, total: try rowLimits(dataset.storage.parquet), progress: work.progress)
        let writer = try ClipStoreWriter(url, turn: turn)
        for part in PreparedDataset.Part.allCases {
            for index in dataset.speakers.indices {
                guard try process(part, of: index, writer, work, &pass) else { return nil }
            }
            if part == .train { pass.trainCount = writer.count }
        }
        try pass.check(dataset, maximumBadShare: maximumBadShare)
        return try withExtendedLifetime(turn) {
            try writer.finish(trainCount: pass.trainCount, pass.finished())
            return try ClipStore(url)
        }
    }

    /// Reads which languages there are; takes time linear in the rows, and none of their recordings.
    private func checkLanguages(_ check: (_ language: String, _ clip: String) throws -> Void) throws {
        var known: Set<String> = []
        for path in dataset.speakers.flatMap({ $0.train + $0.validation }) {
            let reader = try ClipReader(dataset.storage.parquet(path), path: path, tokenizer: tokenizer, form: form)
            try reader.read(0..<reader.rowCount, .metadata) { _, row in
                if let clip = try? row.get(), known.insert(clip.language).inserted { try check(clip.language, clip.id) }
                return true
            }
        }
    }

    private func process(
        _ part: PreparedDataset.Part, of speaker: Int, _ writer: ClipStoreWriter, _ work: Work,
        _ pass: inout ProcessingPass
    ) throws -> Bool {
        var left = pass.rows[part]?[speaker] ?? 0
        for path in dataset.speakers[speaker].files(part) where left > 0 {
            let reader = try ClipReader(
                dataset.storage.parquet(path), path: path, tokenizer: tokenizer, form: form)
            var isStopped = false
            try reader.read(0..<reader.rowCount) { row, result in
                if work.shouldStop() {
                    isStopped = true
                    return false
                }
                let location = ClipLocation(file: path, row: row)
                let found = try result.flatMapThrowing { try clip($0, location, speaker, reader, work, &pass) }
                switch found {
                case .success(let (clip, tokens)):
                    try writer.append(clip, tokens: tokens)
                    pass.count(clip, frames: clip.codes.frames, part, location)
                    left -= 1
                case .failure(let problem): pass.skip(location, problem)
                }
                try pass.checkEarly(dataset, maximumBadShare: maximumBadShare)
                try pass.report()
                return left > 0
            }
            if isStopped { return false }
        }
        return true
    }

    private func clip(
        _ row: ClipRow, _ location: ClipLocation, _ speaker: Int, _ reader: ClipReader, _ work: Work,
        _ pass: inout ProcessingPass
    ) throws -> Result<(StoredClip, tokens: Int), RowProblem> {
        let tokens = work.tokens(row.text)
        guard tokens > 0 else { return .failure(.noText) }
        let codes: Codes
        if let own = row.codes {
            codes = own
        } else if let known = try cache.codes(for: row.id) {
            codes = known
            if let problem = form.problem(known, seconds: row.duration) { return .failure(problem) }
        } else {
            switch try reader.recording(row: location.row) {
            case .failure(let problem): return .failure(problem)
            case .success(let waveform):
                codes = try work.encode(waveform)
                try cache.store(codes, for: row.id)
                pass.encoded += 1
            }
        }
        return .success(
            (
                StoredClip(
                    id: row.id, speaker: speaker, text: row.text, language: row.language, instruct: row.instruct,
                    codes: codes), tokens
            ))
    }

    /// How many rows are read of each part and speaker.
    func rowLimits(_ open: (String) throws -> ParquetFile) throws -> [PreparedDataset.Part: [Int]] {
        var rows: [PreparedDataset.Part: [Int]] = [:]
        for part in PreparedDataset.Part.allCases {
            let counts = try dataset.speakers.map { speaker in
                try speaker.files(part).reduce(0) { $0 + (try open($1).rowCount) }
            }
            rows[part] = SpeakerShares.dealt(limits[part], among: counts)
        }
        return rows
    }
}

extension Result {
    fileprivate func flatMapThrowing<Other>(
        _ body: (Success) throws -> Result<Other, Failure>
    ) rethrows -> Result<Other, Failure> {
        switch self {
        case .success(let value): try body(value)
        case .failure(let error): .failure(error)
        }
    }
}
