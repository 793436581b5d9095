import Files
import Foundation
import Synchronization
import Testing

@Suite("Work that waits has threads of its own")
struct BlockingExecutorTests {
    @Test("Many tasks that wait do not keep others from running", .timeLimit(.minutes(1)))
    func waiting() async {
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask(executorPreference: BlockingExecutor.shared) { gate.wait() }
            }
            // With a thread per core this one would never come to run.
            group.addTask { for _ in 0..<8 { gate.open() } }
        }
    }

    @Test("Work that is on its way sees that its task was cancelled", .timeLimit(.minutes(1)))
    func cancelling() async {
        let task = Task {
            await withTaskExecutorPreference(BlockingExecutor.shared) {
                waitForCancelling()
            }
        }
        task.cancel()
        await task.value
    }
}

private func waitForCancelling() {
    while !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
}

/// Holds threads until it is opened once for each.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }
    func open() { semaphore.signal() }
}
