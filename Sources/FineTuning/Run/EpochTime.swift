/// How long the steps of an epoch took, and how much of that was waiting for data.
struct EpochTime {
    private var seconds = 0.0
    private var waited = 0.0

    mutating func add(_ step: LogEntry) {
        seconds += step.seconds ?? 0
        waited += step.secondsWaited ?? 0
    }

    /// Tells of the epoch, and begins the next.
    mutating func end(of epoch: Int) -> FineTuningEvent {
        defer { self = EpochTime() }
        return .epoch(epoch, seconds: seconds, waited: waited)
    }
}
