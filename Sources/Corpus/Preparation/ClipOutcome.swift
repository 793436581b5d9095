/// What became of a recording, apart from its text.
struct ClipOutcome: Sendable, Equatable {
    enum Result: Sendable, Equatable {
        /// A clip was written.
        case clip(id: String, samples: Int)
        /// The recording is sound and unsuitable.
        case rejected(Rejection.Reason, detail: String)
        /// The recording should be mended.
        case problem(Problem)
    }

    var result: Result
    /// Whether an earlier run had found it out.
    var wasKnown: Bool
}
