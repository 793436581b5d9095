import SpeechDataset

/// Remarks on lines: how many of each reason, and the first thousand of each, so that memory does not grow with them.
struct RemarkList {
    /// How many remarks of one reason are listed.
    static let listedPerReason = 1000

    /// How many there are of each reason.
    private(set) var counts: [Rejection.Reason: Int] = [:]
    private var kept: [Rejection] = []

    /// Takes remarks in their order.
    init(_ remarks: some Sequence<Rejection> = EmptyCollection()) {
        for remark in remarks { append(remark) }
    }

    /// How many there are.
    var count: Int { counts.values.reduce(0, +) }

    /// Those that are listed, in the order of the sources.
    var listed: [Rejection] {
        kept.enumerated().sorted {
            ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset)
        }.map(\.element)
    }

    mutating func append(_ remark: @autoclosure () -> Rejection, of reason: Rejection.Reason) {
        counts[reason, default: 0] += 1
        if counts[reason, default: 0] <= Self.listedPerReason { kept.append(remark()) }
    }

    mutating func append(_ remark: Rejection) { append(remark, of: remark.reason) }
}
