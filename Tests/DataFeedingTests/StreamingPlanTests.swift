import Testing

@testable import DataFeeding

@Suite("Planning batches of a stream")
struct StreamingPlanTests {
    /// Two speakers with row groups of 30, 20 and 10, and of 25 and 5 rows.
    private static let groups = [[0..<30, 30..<50, 50..<60], [60..<85, 85..<90]]
    private static let lengths = (0..<90).map { UInt32(20 + $0 * 37 % 91) }

    private func plan(
        limit: BatchLimit = .clips(4), buffer: Int = 24, seed: UInt64 = 1, balance: Double = 1
    ) -> StreamingPlan {
        StreamingPlan(
            lengths: Self.lengths, groups: Self.groups, limit: limit, buffer: buffer, seed: seed, balance: balance)
    }

    /// The rows of a batch, counted over the dataset.
    private func rows(_ plan: StreamingPlan, _ epoch: Int, _ position: Int) -> [Int] {
        let batch = plan.batch(epoch: epoch, position: position)
        let window = plan.pieces(epoch: epoch, window: batch.window).flatMap { Array($0) }
        return batch.rows.map { window[$0] }
    }

    private func epoch(_ plan: StreamingPlan, _ epoch: Int) -> [[Int]] {
        (0..<plan.batchCount(epoch: epoch)).map { rows(plan, epoch, $0) }
    }

    @Test(
        "Every row comes once per epoch, in batches within the limit",
        arguments: [BatchLimit.clips(1), .clips(4), .clips(7), .positions(250)], [1, 5, 24, 1000])
    func once(limit: BatchLimit, buffer: Int) {
        let plan = plan(limit: limit, buffer: buffer)
        for number in 0..<3 {
            let batches = epoch(plan, number)
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<90))
            for batch in batches {
                switch limit {
                case .clips(let count): #expect(!batch.isEmpty && batch.count <= count)
                case .positions(let frames, _):
                    #expect(batch.count * Int(batch.map { Self.lengths[$0] }.max() ?? 0) <= frames)
                }
            }
        }
    }

    @Test("A window holds no more rows than the buffer, of every speaker in proportion, and is read in few pieces")
    func windows() {
        let plan = plan(buffer: 24)
        #expect(plan.windowCount(epoch: 0) == 4)
        for window in 0..<4 {
            let pieces = plan.pieces(epoch: 0, window: window)
            let rows = pieces.flatMap { Array($0) }
            #expect((22...24).contains(rows.count))
            #expect((6...9).contains(rows.count { $0 >= 60 }))
            // Each piece lies in one row group.
            for piece in pieces {
                #expect(Self.groups.joined().contains { $0.clamped(to: piece) == piece })
            }
            #expect(pieces.count <= 5)
        }
    }

    @Test("Of many speakers a window takes from some at a time, so that it is read from few files")
    func manySpeakers() {
        let groups = (0..<1000).map { [$0 * 20..<($0 + 1) * 20] }
        let plan = StreamingPlan(
            lengths: [UInt32](repeating: 9, count: 20_000), groups: groups, limit: .clips(8), buffer: 1000, seed: 1)
        var rows: [Int] = []
        var pieces = 0
        for window in 0..<plan.windowCount(epoch: 0) {
            let window = plan.pieces(epoch: 0, window: window)
            #expect((50...52).contains(window.count))
            pieces += window.count
            rows += window.flatMap { Array($0) }
        }
        #expect(rows.sorted() == Array(0..<20_000))
        #expect(plan.windowCount(epoch: 0) == 20 && pieces < 1020)
        #expect(plan.pieces(epoch: 0, window: 3) != plan.pieces(epoch: 1, window: 3))
    }

    @Test("A large speaker is in every window, small ones are spread over the epoch")
    func unequalSpeakers() {
        let groups = [[0..<4000, 4000..<8000]] + (0..<20).map { [8000 + $0 * 5..<8000 + ($0 + 1) * 5] }
        let plan = StreamingPlan(
            lengths: [UInt32](repeating: 9, count: 8100), groups: groups, limit: .clips(8), buffer: 500, seed: 2)
        var small: [Int] = []
        for window in 0..<plan.windowCount(epoch: 0) {
            let rows = plan.pieces(epoch: 0, window: window).flatMap { Array($0) }
            #expect(rows.count { $0 < 8000 } > 430)
            small.append(rows.count { $0 >= 8000 })
        }
        #expect(small.reduce(0, +) == 100)
        #expect(small.count { $0 > 0 } > 6)
    }

    @Test("Batches are a function of seed, epoch and position alone")
    func pure() {
        let first = epoch(plan(), 2)
        #expect(rows(plan(), 2, 13) == first[13])
        #expect(rows(plan(), 2, 0) == first[0])
        #expect(epoch(plan(), 2) == first)
        #expect(epoch(plan(), 3) != first)
        #expect(epoch(plan(seed: 2), 2) != first)
    }

    @Test(
        "Speakers' shares follow the balance, and the epoch keeps its size", arguments: [(1.0, 30), (0.5, 37), (0, 45)])
    func balance(balance: Double, expected: Int) {
        let drawn = epoch(plan(balance: balance), 0).flatMap { $0 }
        #expect(drawn.count == 90)
        #expect(drawn.count { $0 >= 60 } == expected)
    }

    @Test("Rows of like length come together")
    func padding() {
        #expect(plan(buffer: 90).paddingShare(epoch: 0) < 0.08)
        #expect(plan(limit: .clips(1)).paddingShare(epoch: 0) == 0)
        #expect(plan(limit: .clips(90), buffer: 90).paddingShare(epoch: 0) > 0.3)
    }

    @Test("Without rows there are no batches")
    func nothing() {
        let plan = StreamingPlan(lengths: [], groups: [[], []], limit: .clips(2), buffer: 5, seed: 0)
        #expect(plan.batchCount(epoch: 0) == 0)
        #expect(plan.paddingShare(epoch: 0) == 0)
    }
}
