import Foundation
import ProcessorKernels
import Synchronization

extension Runtime {
    /// What `begin` has set up: nil in a process whose number of threads is its own business.
    private static let governor = Mutex<(governor: ThreadGovernor, seconds: Double, share: ProcessorShare)?>(nil)

    /// Starts the program again, once, with what libtorch's threads read from the environment when they are loaded.
    ///
    /// It does nothing where the user has set that, and is to be called before anything else.
    ///
    /// Threads of OpenMP that wait for each other spin, by default for milliseconds, and on a busy machine take the processor from those
    /// that they wait for. Spinning for a tenth of a millisecond costs nothing on a quiet one. `docs/benchmarks.md` has the figures.
    public static func restartWithShortSpins() {
        guard getenv("OMP_WAIT_POLICY") == nil, getenv("GOMP_SPINCOUNT") == nil else { return }
        setenv("GOMP_SPINCOUNT", "10000", 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", &arguments)
        // Only where the system has no such file: then threads spin as they always do.
        for argument in arguments { free(argument) }
    }

    /// Sets this process up for tensors: threads, and memory that is kept.
    ///
    /// It is to be called once, before the first tensor.
    ///
    /// - Parameter threads: so many in any case; nil for as many as there are processors, and fewer while others need them.
    public static func begin(threads: Int?) {
        keepFreedMemory()
        if let threads {
            threadCount = threads
            return
        }
        // libtorch's number, which may come from the environment, holds for our kernels as well.
        Kernels.threadCount = threadCount
        if let share = ProcessorShare.now() {
            governor.withLock { $0 = (ThreadGovernor(maximum: threadCount), 0, share) }
        }
    }

    /// Does a piece of work, and looks then whether it was held up by other programs, so that the next pieces have as many threads as help.
    ///
    /// Pieces that take less than a fifth of a second are judged together. Without `begin`, or with a number of threads, it only works.
    public static func measured<Result>(_ work: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { finish(seconds: (ContinuousClock.now - start) / .seconds(1)) }
        return try work()
    }

    private static func finish(seconds: Double) {
        governor.withLock { state in
            guard state != nil else { return }
            state?.seconds += seconds
            guard let begun = state, begun.seconds >= 0.2, let now = ProcessorShare.now() else { return }
            let before = begun.governor.threads
            let threads = state?.governor.next(heldUp: now.heldUp(since: begun.share)) ?? before
            if threads != before { threadCount = threads }
            state?.seconds = 0
            state?.share = now
        }
    }
}
