import Foundation

/// How long the threads of this process have run, and how long they could have and had to wait for a processor.
///
/// Reference: Linux, Documentation/scheduler/sched-stats.rst, `/proc/<pid>/schedstat`.
struct ProcessorShare: Equatable {
    /// Seconds of all threads together.
    var running = 0.0
    var waiting = 0.0

    /// Since the process began; nil where the system does not tell.
    static func now() -> ProcessorShare? {
        guard let tasks = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") else { return nil }
        var share = ProcessorShare()
        var isTold = false
        for task in tasks {
            // A thread may have ended since it was listed.
            guard let text = try? String(contentsOfFile: "/proc/self/task/\(task)/schedstat", encoding: .utf8) else {
                continue
            }
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            guard numbers.count >= 2 else { continue }
            isTold = true
            share.running += numbers[0] / 1e9
            share.waiting += numbers[1] / 1e9
        }
        return isTold ? share : nil
    }

    /// The share of the time between two moments, in which threads could have run, that others were given their processor; 0 to 1.
    func heldUp(since start: ProcessorShare) -> Double {
        let (running, waiting) = (max(0, running - start.running), max(0, waiting - start.waiting))
        return running + waiting > 0 ? waiting / (running + waiting) : 0
    }
}

/// Decides how many threads to use by how much they are held up.
///
/// Threads of one operation meet at its end, so that all wait for the one that others keep from its processor: on a busy machine fewer are
/// faster. After a while without delay more are tried again, the later the more often that was in vain.
struct ThreadGovernor {
    /// As many as are used when nothing holds them up.
    let maximum: Int
    private(set) var threads: Int
    /// Pieces of work in a row that were not held up.
    private var undisturbed = 0
    /// As many of them it takes until more threads are tried.
    private var patience = ThreadGovernor.leastPatience
    private var isTrying = false

    private static let leastPatience = 4
    private static let mostPatience = 64
    /// Threads that are held up for a larger share of their time are too many.
    private static let tolerance = 0.1

    init(maximum: Int) {
        self.maximum = max(1, maximum)
        threads = self.maximum
    }

    /// Takes note of a piece of work, and says how many threads the next should have.
    mutating func next(heldUp: Double) -> Int {
        if heldUp > Self.tolerance, threads > 1 {
            // What others leave of the processors.
            threads = max(1, min(threads - 1, Int(Double(threads) * (1 - heldUp))))
            if isTrying { patience = min(patience * 2, Self.mostPatience) }
            undisturbed = 0
            isTrying = false
        } else if threads < maximum {
            // A single thread has done what it can; that it is held up says nothing of more.
            undisturbed = heldUp > Self.tolerance ? 0 : undisturbed + 1
            if undisturbed >= patience {
                threads = min(maximum, threads * 2)
                undisturbed = 0
                isTrying = true
            }
        } else if isTrying {
            undisturbed += 1
            if undisturbed >= patience { (isTrying, patience) = (false, Self.leastPatience) }
        }
        return threads
    }
}
