import Testing

@testable import Torch

@Suite("Threads on a busy machine")
struct ThreadGovernorTests {
    @Test("Threads that are held up become fewer, and one is not taken away")
    func fewer() {
        var two = ThreadGovernor(maximum: 2)
        #expect(two.next(heldUp: 0.05) == 2)
        #expect(two.next(heldUp: 0.25) == 1)
        #expect(two.next(heldUp: 0.9) == 1)
        var many = ThreadGovernor(maximum: 16)
        #expect(many.next(heldUp: 0.25) == 12)
        #expect(many.next(heldUp: 0.11) == 10)
        #expect(many.next(heldUp: 0.99) == 1)
    }

    @Test("More are tried when nothing holds them up, and the later the more often that was in vain")
    func more() {
        var governor = ThreadGovernor(maximum: 2)
        _ = governor.next(heldUp: 0.5)
        /// Pieces of work on one thread until two are tried.
        func quietPieces() -> Int {
            var count = 1
            while governor.next(heldUp: 0) == 1 { count += 1 }
            return count
        }
        var waits: [Int] = []
        for _ in 0..<7 {
            waits.append(quietPieces())
            #expect(governor.next(heldUp: 0.3) == 1)
        }
        #expect(waits == [4, 8, 16, 32, 64, 64, 64])
        // When it went well for as long, the next delay counts as the first.
        _ = quietPieces()
        for _ in 0..<64 { #expect(governor.next(heldUp: 0) == 2) }
        #expect(governor.next(heldUp: 0.3) == 1)
        #expect(quietPieces() == 4)
    }

    @Test("A single thread that is held up itself tries no more")
    func alone() {
        var governor = ThreadGovernor(maximum: 2)
        for _ in 0..<200 { _ = governor.next(heldUp: 0.4) }
        #expect(governor.threads == 1)
    }

    @Test("The system tells how long threads ran and waited")
    func share() throws {
        let before = try #require(ProcessorShare.now())
        var sum = 0.0
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(50) { sum += 1 }
        let after = try #require(ProcessorShare.now())
        #expect(sum > 0 && after.running > before.running && after.waiting >= before.waiting)
        #expect((0...1).contains(after.heldUp(since: before)))
        #expect(ProcessorShare(running: 3, waiting: 2).heldUp(since: ProcessorShare(running: 0, waiting: 1)) == 0.25)
        #expect(ProcessorShare().heldUp(since: ProcessorShare()) == 0)
    }
}
