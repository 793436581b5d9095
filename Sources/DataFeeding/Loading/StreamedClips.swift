import Dispatch
import Foundation
import Parquet
public import SpeechDataset
import Synchronization

/// The clips of a dataset that are read while training goes on, without a copy of it.
///
/// Opening reads the columns that say how long clips are and what is said in them; 8 bytes per clip stay in memory, and a
/// few windows of the shuffle buffer's size.
///
/// Of several ranks each reads, and encodes where there are no codes, all windows: a rank's batches come from all over a window, and so
/// all find the same rows bad. With codes in the dataset, or a cache of codes that they share, no clip is encoded by several.
public final class StreamedClips: ClipFeed {
    /// What there is, as a whole.
    public let summary: ClipSummary
    /// Tokens of the texts, and frames of speech to train on as far as the dataset says.
    public let textTokens, frames: Int

    private let processing: StreamedProcessing
    private let train, validation: StreamedRows
    private let plan: StreamingPlan
    private let share: RankShare
    private let validationBatchSize, validationWindow: Int
    private let windows = Mutex<[(key: WindowKey, window: FutureWindow)]>([])
    /// Rows that turned out bad only when they were read, by file and row.
    private let late = Mutex<[ClipLocation: BadRow]>([:])

    struct WindowKey: Hashable, Sendable {
        /// nil for the validation.
        var epoch: Int?
        var window: Int
    }

    package init(
        _ processing: StreamedProcessing, _ summary: ClipSummary, textTokens: Int, frames: Int, train: StreamedRows,
        validation: StreamedRows, options: StreamingOptions
    ) {
        self.processing = processing
        self.summary = summary
        self.textTokens = textTokens
        self.train = train
        self.validation = validation
        self.frames = frames
        share = options.share
        validationBatchSize = options.validationBatchSize
        validationWindow = max(1, options.buffer / validationBatchSize) * validationBatchSize
        plan = StreamingPlan(
            lengths: train.lengths, groups: train.groups(speakers: summary.speakers.count), limit: options.limit,
            buffer: options.buffer, seed: options.seed, balance: options.balance)
    }

    /// Batches to train on in an epoch, the same number for every rank.
    public func batchCount(epoch: Int) -> Int { share.count(of: plan.batchCount(epoch: epoch)) }

    /// The clips of a batch, each with those that it may go on from.
    public func batch(epoch: Int, position: Int) throws -> [FeedClip] {
        let total = plan.batchCount(epoch: epoch)
        let round = share.round(position, of: total).map { plan.batch(epoch: epoch, position: $0) }
        // The windows of all ranks, so that all find the same rows bad, and none goes on where another stops.
        var windows: [Int: LoadedWindow] = [:]
        for number in round.map(\.window) where windows[number] == nil {
            let window = try window(WindowKey(epoch: epoch, window: number))
            note(window.badRows)
            guard window.clips.contains(where: { $0 != nil }) else { throw tooManyBadRows() }
            windows[number] = window
        }
        try checkLateRows()
        guard share.rank < round.count, let window = windows[round[share.rank].window] else { return [] }
        return clips(of: round[share.rank], in: window)
    }

    private func clips(of batch: StreamingPlan.Batch, in window: LoadedWindow) -> [FeedClip] {
        var rows = batch.rows.filter { window.clips[$0] != nil }
        // A batch of which no row is sound takes the sound one that follows.
        if rows.isEmpty, let first = batch.rows.first {
            let others = window.clips.indices.map { (first + $0) % window.clips.count }
            rows = others.first { window.clips[$0] != nil }.map { [$0] } ?? []
        }
        return rows.compactMap { row in
            guard let clip = window.clips[row] else { return nil }
            let companions = window.companions[clip.speaker, default: []]
            return FeedClip(
                clip: clip, place: companions.firstIndex(of: row) ?? 0, companions: companions.count,
                companion: { window.clips[companions[$0]] ?? clip })
        }
    }

    /// Batches of the validation, the same number for every rank.
    public var validationBatchCount: Int { share.count(of: allValidationBatches) }

    private var allValidationBatches: Int { (validation.count + validationBatchSize - 1) / validationBatchSize }

    /// The clips of a batch of the validation.
    public func validationBatch(_ position: Int) throws -> [StoredClip] {
        let own = share.place(position, of: allValidationBatches)
        var clips: [StoredClip] = []
        // As in training, all ranks read what any of them does.
        for place in share.round(position, of: allValidationBatches) {
            let first = place * validationBatchSize
            let window = try window(WindowKey(epoch: nil, window: first / validationWindow))
            note(window.badRows)
            guard place == own else { continue }
            let start = first % validationWindow
            clips = window.clips[start..<min(start + validationBatchSize, window.clips.count)].compactMap { $0 }
        }
        return clips
    }

    /// The share of a padded epoch that is padding.
    public func paddingShare(epoch: Int) -> Double { plan.paddingShare(epoch: epoch) }

    /// Rows that turned out bad only when they were read.
    public var lateBadRows: [BadRow] { late.withLock { $0.values.sorted { ($0.file, $0.row) < ($1.file, $1.row) } } }

    private func note(_ rows: [BadRow]) {
        guard !rows.isEmpty else { return }
        late.withLock { late in
            for bad in rows { late[ClipLocation(file: bad.file, row: bad.row)] = bad }
        }
    }

    private func checkLateRows() throws(DataFeedingError) {
        let bad = summary.badRows + late.withLock { $0.count }
        if Double(bad) > processing.maximumBadShare * Double(summary.rows) { throw tooManyBadRows() }
    }

    private func tooManyBadRows() -> DataFeedingError {
        let late = lateBadRows
        return .tooManyBadRows(
            dataset: processing.dataset, bad: summary.badRows + late.count, rows: summary.rows,
            limit: processing.maximumBadShare,
            examples: Array((summary.examples + late).prefix(ClipSummary.examplesKept)))
    }

    // MARK: Windows

    /// A window, for which the caller waits, while the next one is read as well.
    private func window(_ key: WindowKey) throws -> LoadedWindow {
        var wanted = [key]
        if pieces(WindowKey(epoch: key.epoch, window: key.window + 1)) != nil {
            wanted.append(WindowKey(epoch: key.epoch, window: key.window + 1))
        }
        let found = windows.withLock { windows in
            for key in wanted where !windows.contains(where: { $0.key == key }) {
                windows.append((key, start(key)))
            }
            let window = windows.first { $0.key == key }?.window
            // The one that was read last, and those that threads may still be taking from.
            windows = Array(windows.suffix(3))
            return window
        }
        return try (found ?? start(key)).wait()
    }

    private func start(_ key: WindowKey) -> FutureWindow {
        let future = FutureWindow()
        let rows = key.epoch == nil ? validation : train
        let pieces = (pieces(key) ?? []).flatMap { rows.pieces($0) }
        Thread.detachNewThread { [self] in
            future.finish(Result { try processing.load(pieces, of: rows) })
        }
        return future
    }

    /// The rows of a window; nil when there is no such window.
    private func pieces(_ key: WindowKey) -> [Range<Int>]? {
        if let epoch = key.epoch {
            return key.window < plan.windowCount(epoch: epoch) ? plan.pieces(epoch: epoch, window: key.window) : nil
        }
        let rows = (key.window * validationWindow..<(key.window + 1) * validationWindow).clamped(
            to: 0..<validation.count)
        return rows.isEmpty ? nil : [rows]
    }
}

/// How a dataset is streamed.
public struct StreamingOptions: Sendable {
    /// What makes a batch in training.
    public var limit: BatchLimit
    /// Clips in a batch of the validation.
    public var validationBatchSize: Int
    /// Clips that are held and shuffled together.
    public var buffer: Int
    /// What the order depends on.
    public var seed: UInt64
    /// The exponent of a speaker's share, as for `BatchSampler`.
    public var balance: Double
    /// Which batches are this process's.
    public var share: RankShare

    /// Puts options together.
    public init(
        limit: BatchLimit, validationBatchSize: Int, buffer: Int, seed: UInt64, balance: Double = 1,
        share: RankShare = .whole
    ) {
        self.limit = limit
        self.validationBatchSize = validationBatchSize
        self.buffer = buffer
        self.seed = seed
        self.balance = balance
        self.share = share
    }
}

/// A window's clips: nil where a row turned out bad; and which are each speaker's.
struct LoadedWindow: Sendable {
    var clips: [StoredClip?] = []
    var companions: [Int: [Int]] = [:]
    var badRows: [BadRow] = []

    mutating func append(_ clip: StoredClip?) {
        if let clip { companions[clip.speaker, default: []].append(clips.count) }
        clips.append(clip)
    }
}

/// A window that is being read.
private final class FutureWindow: Sendable {
    private let result = Mutex<Result<LoadedWindow, any Error>?>(nil)
    private let group = DispatchGroup()

    init() { group.enter() }

    func finish(_ result: Result<LoadedWindow, any Error>) {
        self.result.withLock { $0 = result }
        group.leave()
    }

    func wait() throws -> LoadedWindow {
        group.wait()
        guard let result = result.withLock({ $0 }) else { return LoadedWindow() }
        return try result.get()
    }
}
