import Randomness

/// Which rows of a dataset make up each batch when they are read in large pieces: a pure function of seed, epoch and position.
///
/// In an epoch, each speaker's row groups are put in random order and cut into turns of a 32nd of the shuffle buffer. The turns of a
/// speaker are spread evenly over the epoch, from a random beginning, and a window is as many rows of what follows as the buffer holds:
/// up to 32 speakers have a share in it in proportion to their rows, of more speakers as many as there is room for turns, so that a window
/// is read from few files however many speakers there are. Its rows are shuffled, sorted by length within 16 batches, cut into batches,
/// and the batches are shuffled. To go on at a position, only its window is read.
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

    /// Turns in a window, which are about as many as the files that it is read from.
    private static let turnsPerWindow = 32

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
        let window = plan.window(of: position)
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

        func window(of position: Int) -> Int {
            var (low, high) = (0, windows.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                if starts[middle] <= position { low = middle } else { high = middle }
            }
            return low
        }
    }

    /// Rows of a group that are read together.
    private struct Turn {
        var rows: Range<Int>
        /// The first row of their group.
        var group: Int
    }

    private func plan(_ epoch: Int) -> Epoch {
        memory.plan(of: epoch) {
            var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
            var turns = turns(using: &generator)[...]
            let total = shares.reduce(0, +)
            let count = (total + buffer - 1) / buffer
            var plan = Epoch()
            for window in 0..<count {
                var room = total * (window + 1) / count - total * window / count
                var taken: [Turn] = []
                while room > 0, let turn = turns.first {
                    let rows = turn.rows.prefix(room)
                    taken.append(Turn(rows: rows, group: turn.group))
                    room -= rows.count
                    turns[turns.startIndex].rows = rows.upperBound..<turn.rows.upperBound
                    if rows.count == turn.rows.count { turns.removeFirst() }
                }
                plan.windows.append(makeWindow(Self.pieces(taken), using: &generator))
                plan.starts.append(plan.starts[window] + plan.windows[window].batches.count)
            }
            return plan
        }
    }

    /// The turns of all speakers, in the order in which they are read.
    private func turns(using generator: inout SeededGenerator) -> [Turn] {
        var placed: [(time: Double, tie: UInt64, turn: Turn)] = []
        for (groups, rows) in zip(groups, shares) where rows > 0 {
            let turns = turns(of: groups, rows: rows, using: &generator)
            let start = generator.uniform01()
            for (number, turn) in turns.enumerated() {
                placed.append(((Double(number) + start) / Double(turns.count), generator.next(), turn))
            }
        }
        return placed.sorted { ($0.time, $0.tie) < ($1.time, $1.tie) }.map(\.turn)
    }

    /// The turns of a speaker: all groups in random order, as often as it takes.
    private func turns(of groups: [Range<Int>], rows: Int, using generator: inout SeededGenerator) -> [Turn] {
        let size = max(1, buffer / Self.turnsPerWindow)
        var turns: [Turn] = []
        var left = rows
        while left > 0 {
            var order = groups
            generator.shuffle(&order)
            for group in order where left > 0 {
                for start in stride(from: group.lowerBound, to: group.upperBound, by: size) where left > 0 {
                    let rows = start..<min(start + size, group.upperBound, start + left)
                    turns.append(Turn(rows: rows, group: group.lowerBound))
                    left -= rows.count
                }
            }
        }
        return turns
    }

    /// Turns as ranges of rows in the order of the dataset; those of a group that follow each other are one.
    private static func pieces(_ turns: [Turn]) -> [Range<Int>] {
        var pieces: [Turn] = []
        for turn in turns.sorted(by: { $0.rows.lowerBound < $1.rows.lowerBound }) {
            if let last = pieces.last, last.group == turn.group, last.rows.upperBound == turn.rows.lowerBound {
                pieces[pieces.count - 1].rows = last.rows.lowerBound..<turn.rows.upperBound
            } else {
                pieces.append(turn)
            }
        }
        return pieces.map(\.rows)
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
}
