import Files

/// What became of a recording, apart from its text.
struct ClipOutcome: Sendable, Equatable {
    enum Result: Sendable, Equatable {
        /// A clip was written, whether or not it will pass the gates.
        case clip(id: Hash256, samples: Int, measures: ClipMeasures)
        /// The recording should be mended.
        indirect case problem(Problem)

        /// The clip's name, where there is one.
        var id: Hash256? { if case .clip(let id, _, _) = self { id } else { nil } }
    }

    var result: Result
    /// Whether an earlier run had found it out.
    var wasKnown: Bool
}
