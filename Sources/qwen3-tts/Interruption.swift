import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and a polite kill, turned into a question that long work asks itself; a second Ctrl-C ends at once.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter notice: what is said when it happens.
    init(notice: String) {
        let flag = Flag()
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if flag.raise() { exit(130) }
                FileHandle.standardError.write(Data("\n\(notice)\n".utf8))
            }
            source.resume()
            return source
        }
        self.flag = flag
    }

    private let flag: Flag

    var shouldStop: @Sendable () -> Bool {
        { [flag] in flag.isRaised }
    }
}

/// A flag that threads share.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { value.load(ordering: .relaxed) }

    /// Whether it was raised before.
    func raise() -> Bool { value.exchange(true, ordering: .relaxed) }
}
