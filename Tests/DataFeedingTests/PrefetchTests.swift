import Audio
import Dispatch
import Synchronization
import Testing

@testable import DataFeeding
@testable import SpeechDataset

@Suite("Prefetching")
struct PrefetchTests {
    private struct Failure: Error, Equatable { var item: Int }

    /// Takes all items.
    private func all<Jobs, Item>(_ prefetch: Prefetch<Jobs, Item>) throws -> [Item] {
        var items: [Item] = []
        while let next = try prefetch.next() { items.append(next.item) }
        return items
    }

    @Test(
        "Items come in order and once, with any number of threads and any depth", arguments: [0, 1, 2, 5], [1, 3, 40])
    func order(workers: Int, depth: Int) throws {
        let prefetch = Prefetch(0..<100, workers: workers, depth: depth) { job in
            // Some take longer, so that later ones are ready first.
            job % 7 == 0 ? (0..<2000).reduce(job) { $0 ^ $1 } ^ (0..<2000).reduce(0) { $0 ^ $1 } : job
        }
        #expect(try all(prefetch) == Array(0..<100))
        #expect(try prefetch.next() == nil)
    }

    @Test("No more items are made ahead than the depth allows", arguments: [1, 2, 5])
    func backPressure(depth: Int) throws {
        let made = Counter()
        let prefetch = Prefetch(0..<50, workers: 3, depth: depth) { job in
            made.add()
            return job
        }
        for taken in 0..<50 {
            #expect(try prefetch.next()?.item == taken)
            // What was taken, and what may be ahead of it.
            #expect(made.count <= taken + 1 + depth)
        }
    }

    @Test("An error comes where its item would have, and then nothing", arguments: [0, 1, 4])
    func errors(workers: Int) throws {
        let prefetch = Prefetch(0..<20, workers: workers, depth: 4) { job in
            if job >= 7 { throw Failure(item: job) }
            return job
        }
        for item in 0..<7 { #expect(try prefetch.next()?.item == item) }
        #expect(throws: Failure(item: 7)) { try prefetch.next() }
        #expect(try prefetch.next() == nil)
    }

    @Test("Threads end when nobody takes items any more")
    func cancellation() throws {
        let alive = Counter()
        final class Token: Sendable {
            let counter: Counter
            init(_ counter: Counter) {
                self.counter = counter
                counter.add()
            }
            deinit { counter.ended.signal() }
        }
        var prefetch: Prefetch<Range<Int>, Int>?
        do {
            let token = Token(alive)
            prefetch = Prefetch(0..<1_000_000, workers: 3, depth: 2) { job in token.counter.count + job }
        }
        #expect(try prefetch?.next()?.item == 1)
        prefetch = nil
        // The last thread lets go of what items are made with.
        #expect(alive.ended.wait(timeout: .now() + 60) == .success)
    }

    @Test("Work that the threads wait for is done while the item is not there")
    func meanwhile() throws {
        let desk = EncodingDesk()
        let prefetch = Prefetch(0..<3, workers: 1, depth: 1) { job in
            try desk.codes(of: .init(samples: [Float(job)], sampleRate: 24000)).values[0]
        }
        var items: [Int16] = []
        while let next = try prefetch.next(meanwhile: {
            desk.serve { Codes(frames: 1, codebooks: 1, values: [Int16($0.samples[0]) + 10]) }
        }) { items.append(next.item) }
        #expect(items == [10, 11, 12])
        desk.close()
        #expect(throws: CancellationError.self) { try desk.codes(of: .init(samples: [0], sampleRate: 24000)) }
    }
}

/// A number that threads share.
private final class Counter: Sendable {
    private let value = Mutex(0)
    let ended = DispatchSemaphore(value: 0)

    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}
