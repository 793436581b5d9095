import Foundation

/// How far some work is, how fast it goes and how long it still takes, in words: `decoding 1,240 of 8,000 clips, 52/s, 2 min left`.
///
/// Decides when there is something to show as well: nothing within the first second, then on a terminal four times a second, else every
/// half minute and not before another hundredth is done; and the end.
struct WorkProgress {
    /// What is counted.
    enum Unit: Sendable, Equatable {
        /// Things, such as `clips`.
        case items(String)
        /// Bytes of something, such as a repository.
        case bytes(of: String)
    }

    private typealias Instant = ContinuousClock.Instant

    private let verb: String
    private let unit: Unit
    private let isTerminal: Bool

    private var start: (time: Instant, done: Int64)?
    /// Of the last half minute, so that the rate is today's: what is known already goes by at once.
    private var samples: [(time: Instant, done: Int64)] = []
    private var shown: (time: Instant, done: Int64)?
    private var done: Int64 = 0
    private var total: Int64 = 0
    private var isFinished = false

    /// - Parameters:
    ///   - verb: what happens, such as `decoding`.
    ///   - isTerminal: whether a line takes the place of the one before.
    init(_ verb: String, _ unit: Unit, isTerminal: Bool) {
        self.verb = verb
        self.unit = unit
        self.isTerminal = isTerminal
    }

    /// Notes how far it is, and says what is to be shown now; nil for nothing.
    ///
    /// Counts may come out of order, and may be more than was announced. Another total begins other work.
    mutating func update(_ done: Int64, of total: Int64, at now: ContinuousClock.Instant) -> String? {
        if total != self.total || isFinished { self = WorkProgress(verb, unit, isTerminal: isTerminal) }
        self.total = total
        self.done = max(self.done, done)
        let start = start ?? (now, done)
        self.start = start
        if samples.last.map({ now - $0.time >= .milliseconds(500) }) ?? true { samples.append((now, self.done)) }
        while samples.count > 2, now - samples[0].time > .seconds(30) { samples.removeFirst() }
        isFinished = total > 0 && done >= total
        guard now - start.time >= .seconds(1), isFinished || isDue(at: now) else { return nil }
        shown = (now, self.done)
        return text(at: now, since: start)
    }

    private func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard let shown else { return true }
        if isTerminal { return now - shown.time >= .milliseconds(250) }
        return now - shown.time >= .seconds(30) && Double(done) - Double(shown.done) >= Double(total) / 100
    }

    private func text(at now: ContinuousClock.Instant, since start: (time: ContinuousClock.Instant, done: Int64))
        -> String
    {
        let first = isFinished ? start : samples.first ?? start
        let seconds = (now - first.time) / .seconds(1)
        let rate = (Double(done) - Double(first.done)) / max(seconds, 1e-3)
        let left = (Double(total) - Double(done)) / rate
        let end =
            if isFinished {
                ", in \(ProgressLine.duration(seconds))"
            } else {
                left.isFinite && left > 0 && left < 1e7 ? ", \(ProgressLine.duration(left)) left" : ""
            }
        return "\(verb) \(amount), \(speed(rate))\(end)"
    }

    /// `1,240 of 8,000 clips`, `1.2 of 3.4 GB of alice/voices`; without the whole where it is not known.
    private var amount: String {
        let whole = max(done, total)
        switch unit {
        case .items(let name):
            return total > 0
                ? "\(Self.grouped(done)) of \(Self.grouped(whole)) \(name)" : "\(Self.grouped(done)) \(name)"
        case .bytes(let name):
            let size = ByteSize(largest: whole)
            return (total > 0 ? "\(size.number(done)) of \(size.number(whole))" : size.number(done))
                + " \(size.unit) of \(name)"
        }
    }

    private func speed(_ rate: Double) -> String {
        switch unit {
        case .items where rate > 0 && rate < 1: return "\(Int((rate * 60).rounded()))/min"
        case .items: return rate < 10 ? "\((rate * 10).rounded() / 10)/s" : "\(Self.grouped(Int64(min(rate, 1e15))))/s"
        case .bytes:
            let bytes = Int64(min(max(rate, 0), 1e15))
            let size = ByteSize(largest: bytes)
            return "\(size.number(bytes)) \(size.unit)/s"
        }
    }

    private static func grouped(_ number: Int64) -> String {
        number.formatted(.number.locale(Locale(identifier: "en_US")))
    }
}

/// The unit that suits a number of bytes.
struct ByteSize {
    /// `kB`, `MB` or `GB`.
    let unit: String
    private let bytes: Double
    private let decimals: Double

    init(largest: Int64) {
        (unit, bytes, decimals) =
            switch largest {
            case 1_000_000_000...: ("GB", 1e9, 10)
            case 10_000_000...: ("MB", 1e6, 1)
            case 1_000_000...: ("MB", 1e6, 10)
            default: ("kB", 1e3, 1)
            }
    }

    /// How many of these units a number of bytes is.
    func number(_ count: Int64) -> String {
        let value = (Double(count) / bytes * decimals).rounded() / decimals
        return decimals == 1 ? "\(Int(value))" : "\(value)"
    }
}
