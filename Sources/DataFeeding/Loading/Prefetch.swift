import Dispatch
import Foundation
import Synchronization

/// Makes items on other threads, a few ahead of the one that takes them, and hands them over in order.
///
/// An error surfaces where its item would have come. Letting go of a `Prefetch` ends its threads after the items that they are at.
public final class Prefetch<Jobs: Sequence & Sendable, Item: Sendable>: Sendable where Jobs.Iterator: Sendable {
    private let queue: Queue
    private let workers: Int

    /// Starts to make items.
    ///
    /// - Parameters:
    ///   - jobs: what each item is made from, in order.
    ///   - workers: the number of threads; with 0, each item is made when it is asked for.
    ///   - depth: items that are made or waiting at the same time, at most; then the threads rest.
    ///   - make: called on several threads at once.
    public init(
        _ jobs: Jobs, workers: Int, depth: Int, make: @escaping @Sendable (Jobs.Element) throws -> Item
    ) {
        precondition(workers >= 0 && (depth > 0 || workers == 0), "there is room for an item")
        queue = Queue(jobs.makeIterator(), depth: depth, make: make)
        self.workers = workers
        for _ in 0..<workers { Thread.detachNewThread { [queue] in queue.work() } }
    }

    deinit { queue.cancel(workers: workers) }

    /// The next item, with the time that the caller waited for it; nil after the last.
    ///
    /// - Parameters:
    ///   - meanwhile: called again and again while the item is not there; does something that the threads wait for, and says whether it did.
    ///   - shouldStop: asked again and again while the item is not there; true ends the waiting, with nil.
    /// - Throws: what making the item threw; after that there are no more.
    public func next(
        meanwhile: (() -> Bool)? = nil, shouldStop: (() -> Bool)? = nil
    ) throws -> (item: Item, waited: Duration)? {
        let start = ContinuousClock.now
        if workers == 0 { queue.step() }
        return try queue.take(meanwhile, shouldStop).map { ($0, ContinuousClock.now - start) }
    }
}

extension Prefetch {
    /// What the threads share.
    private final class Queue: Sendable {
        private struct State {
            var jobs: Jobs.Iterator
            /// Jobs handed out, and items handed over.
            var started = 0
            var taken = 0
            var finished: [Int: Result<Item, any Error>] = [:]
            /// No more jobs are handed out.
            var isOver = false
            /// An error was handed over, after which nothing is.
            var hasFailed = false
        }

        private let state: Mutex<State>
        private let make: @Sendable (Jobs.Element) throws -> Item
        /// A semaphore must not end below where it began, so it begins at zero.
        private let room = DispatchSemaphore(value: 0)
        private let news = DispatchSemaphore(value: 0)

        init(_ jobs: Jobs.Iterator, depth: Int, make: @escaping @Sendable (Jobs.Element) throws -> Item) {
            state = Mutex(State(jobs: jobs))
            self.make = make
            for _ in 0..<depth { room.signal() }
        }

        /// Works until there is nothing left to do.
        func work() {
            repeat { room.wait() } while step()
            // The next thread learns of it as well, and so does the one that waits.
            room.signal()
            news.signal()
        }

        /// Makes one item; false when there was none to make.
        @discardableResult
        func step() -> Bool {
            let job = state.withLock { state -> (Int, Jobs.Element)? in
                guard !state.isOver else { return nil }
                guard let job = state.jobs.next() else {
                    state.isOver = true
                    return nil
                }
                state.started += 1
                return (state.started - 1, job)
            }
            guard let (index, job) = job else { return false }
            let result = Result { try make(job) }
            state.withLock { state in
                if case .failure = result { state.isOver = true }
                state.finished[index] = result
            }
            news.signal()
            return true
        }

        func take(_ meanwhile: (() -> Bool)?, _ shouldStop: (() -> Bool)?) throws -> Item? {
            while true {
                let next = state.withLock { state -> (result: Result<Item, any Error>?, isLast: Bool) in
                    if state.hasFailed { return (nil, true) }
                    if let result = state.finished.removeValue(forKey: state.taken) {
                        state.taken += 1
                        if case .failure = result { state.hasFailed = true }
                        return (result, false)
                    }
                    return (nil, state.isOver && state.taken == state.started)
                }
                if let result = next.result {
                    room.signal()
                    return try result.get()
                }
                if next.isLast { return nil }
                guard meanwhile != nil || shouldStop != nil else {
                    news.wait()
                    continue
                }
                if shouldStop?() == true { return nil }
                if meanwhile?() != true { _ = news.wait(timeout: .now() + .milliseconds(meanwhile == nil ? 50 : 5)) }
            }
        }

        func cancel(workers: Int) {
            state.withLock { $0.isOver = true }
            for _ in 0..<workers { room.signal() }
        }
    }
}
