/// Which rows of a dataset make up each batch when they are read in large pieces: a pure function of seed, epoch and position.
///
/// In an epoch, each speaker's row groups are put in random order and read one after the other. A window takes from every
/// speaker in proportion, as many rows in all as the shuffle buffer holds; its rows are shuffled, sorted by length within 16
/// batches, cut into batches, and the batches are shuffled. To go on at a position, only its window is read.
public struct StreamingPlan: Sendable {
    /// A batch, and the window that holds its rows.
    public struct Batch: Sendable, Equatable {
        /// The window's number in the epoch.
        public var window: Int
        /// Indices into the window's rows, which are those of its pieces one after the other.
        public var rows: [Int]
    }

    private let lengths: [UInt32]
    private let groups: [[Range<Int>]]
    private let shares: [Int]
    private let limit: BatchLimit
    private let buffer: Int
    private let seed: UInt64
    private let memory = EpochMemory<Epoch>()

    /// - Parameters:
    ///   - lengths: frames per row, where known; they need not be exact.
    ///   - groups: each speaker's row groups, as rows counted over the whole dataset.
    ///   - limit: what makes a batch.
    ///   - buffer: rows in a window.
    ///   - balance: the exponent of a speaker's share, as for `BatchSampler`.
    public init(
        lengths: [UInt32], groups: [[Range<Int>]], limit: BatchLimit, buffer: Int, seed: UInt64, balance: Double = 1
    ) {
        precondition(limit.isPositive && buffer > 0, "a window holds a row")
        self.lengths = lengths
        self.groups = groups
        self.limit = limit
        self.buffer = buffer
        self.seed = seed
        shares = SpeakerShares.clips(perSpeaker: groups.map { $0.reduce(0) { $0 + $1.count } }, balance: balance)
    }

    /// Batches in an epoch.
    public func batchCount(epoch: Int) -> Int { plan(epoch).starts.last ?? 0 }

    /// A batch of an epoch.
    public func batch(epoch: Int, position: Int) -> Batch {
        let plan = plan(epoch)
        let window = (plan.starts.firstIndex { $0 > position } ?? plan.windows.count) - 1
        let batch = plan.windows[window].batches[position - plan.starts[window]]
        return Batch(window: window, rows: batch.map(Int.init))
    }

    /// Windows in an epoch.
    public func windowCount(epoch: Int) -> Int { plan(epoch).windows.count }

    /// The rows that a window is read from, counted over the whole dataset, in the order in which batches count them.
    public func pieces(epoch: Int, window: Int) -> [Range<Int>] { plan(epoch).windows[window].pieces }

    /// The share of a padded epoch that is padding.
    public func paddingShare(epoch: Int) -> Double {
        let lengths = plan(epoch).windows.flatMap { window in
            (0..<window.batches.count).map { batch in window.batches[batch].map { window.lengths[Int($0)] } }
        }
        let padded = lengths.reduce(0) { $0 + $1.count * Int($1.max() ?? 0) }
        return padded == 0 ? 0 : 1 - Double(lengths.joined().reduce(0) { $0 + Int($1) }) / Double(padded)
    }

    private struct Window {
        var pieces: [Range<Int>]
        var lengths: [UInt32]
        var batches: EpochPlan
    }

    private struct Epoch {
        var windows: [Window] = []
        /// The number of batches before each window, and after the last.
        var starts = [0]
    }

    private func plan(_ epoch: Int) -> Epoch {
        memory.plan(of: epoch) {
            var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
            let streams = zip(groups, shares).map { stream($0, rows: $1, using: &generator) }
            let total = shares.reduce(0, +)
            let count = (total + buffer - 1) / buffer
            var plan = Epoch()
            for window in 0..<count {
                let pieces = streams.flatMap { stream in
                    stream.rows(stream.count * window / count..<stream.count * (window + 1) / count)
                }
                plan.windows.append(makeWindow(pieces, using: &generator))
                plan.starts.append(plan.starts[window] + plan.windows[window].batches.count)
            }
            return plan
        }
    }

    private func makeWindow(_ pieces: [Range<Int>], using generator: inout SeededGenerator) -> Window {
        let lengths = pieces.flatMap { self.lengths[$0] }
        var order = lengths.indices.map(UInt32.init)
        generator.shuffle(&order)
        var batches = EpochPlan()
        let size = BatchSampler.window * limit.typicalCount(lengths: lengths)
        for start in stride(from: 0, to: order.count, by: size) {
            batches.append(order[start..<min(start + size, order.count)], lengths: lengths, limit: limit)
        }
        return Window(pieces: pieces, lengths: lengths, batches: batches.shuffled(using: &generator))
    }

    /// A speaker's rows of an epoch: all groups in random order, as often as it takes.
    private func stream(_ groups: [Range<Int>], rows: Int, using generator: inout SeededGenerator) -> RowStream {
        var stream = RowStream()
        while stream.count < rows {
            var order = groups
            generator.shuffle(&order)
            for group in order { stream.append(group.prefix(rows - stream.count)) }
        }
        return stream
    }
}

/// Ranges of rows, one after the other.
private struct RowStream {
    private var pieces: [(start: Int, rows: Range<Int>)] = []
    private(set) var count = 0

    mutating func append(_ rows: Range<Int>) {
        if !rows.isEmpty { pieces.append((count, rows)) }
        count += rows.count
    }

    /// The rows in a part of the stream.
    func rows(_ part: Range<Int>) -> [Range<Int>] {
        pieces.compactMap { start, rows in
            let inside = part.clamped(to: start..<start + rows.count)
            return inside.isEmpty
                ? nil : rows.lowerBound + inside.lowerBound - start..<rows.lowerBound + inside.upperBound - start
        }
    }
}
