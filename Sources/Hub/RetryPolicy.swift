/// How often, and after how long, a failed request is repeated.
///
/// Reference: huggingface_hub 2.4.0, `utils/_http.py`: five times, after 1, 2, 4, 8 and 8 seconds, or as the Hub says.
public struct RetryPolicy: Sendable {
    /// The pause before each repetition, unless the Hub names another.
    public var pauses: [Duration]
    /// The length of a second in the Hub's answers: shorter in tests.
    public var second: Duration
    /// Is told of pauses that a server asks for.
    var tell: @Sendable (HubNotice) -> Void = { _ in }

    /// A policy with these pauses.
    public init(pauses: [Duration] = [1, 2, 4, 8, 8].map { .seconds($0) }, second: Duration = .seconds(1)) {
        self.pauses = pauses
        self.second = second
    }

    /// The states that may pass.
    static let transientStates: Set<Int> = [408, 429, 500, 502, 503, 504]

    /// What the Hub asks to wait: `RateLimit: "api";r=0;t=12`, else `Retry-After: 12`, and a second more.
    func wait(rateLimit: String?, retryAfter: String?) -> Duration? {
        var fields: [Substring: Int] = [:]
        for field in (rateLimit ?? "").split(separator: ";") {
            let halves = field.split(separator: "=")
            if halves.count == 2 { fields[halves[0]] = Int(halves[1]) }
        }
        let seconds = fields["r"] == 0 ? fields["t"] ?? retryAfter.flatMap { Int($0) } : retryAfter.flatMap { Int($0) }
        return seconds.map { second * (min(max($0, 0), 600) + 1) }
    }

    /// Waits for as long as a server asks, which is told, or else for a pause.
    func wait(after failure: TransientFailure, else pause: Duration) async throws {
        if case .rateLimited(let host) = failure.error { tell(.waiting(host: host, pause: failure.wait ?? pause)) }
        try await Task.sleep(for: failure.wait ?? pause)
    }

    /// Runs an operation until it succeeds, fails for good, or has been repeated often enough.
    func retrying<Value>(_ operation: () async throws -> Value) async throws -> Value {
        for (index, pause) in pauses.enumerated() {
            do {
                return try await operation()
            } catch let failure as TransientFailure {
                guard index < failure.limit else { throw failure.error }
                try await wait(after: failure, else: pause)
            }
        }
        do {
            return try await operation()
        } catch let failure as TransientFailure {
            throw failure.error
        }
    }
}

/// A failure that may not happen again.
struct TransientFailure: Error {
    /// What to report when it does.
    let error: HubError
    /// How long the Hub asks to wait.
    var wait: Duration?
    /// How often it is worth another attempt at most.
    var limit = Int.max
}
