/// What cannot be decoded.
public enum DecodingError: Error, Equatable, CustomStringConvertible {
    /// A matrix has two dimensions.
    case noMatrix(shape: [Int])
    /// A bias has one number per row.
    case wrongBias(count: Int, rows: Int)
    /// A sequence is to be continued that has no slot.
    case missingSlot(slots: Int)
    /// A sequence is as long as there was room made for.
    case fullSlot(capacity: Int)
    /// The memory does not suffice for weights, keys and values.
    case outOfMemory

    /// What was found, and what was expected.
    public var description: String {
        switch self {
        case .noMatrix(let shape): "A weight of shape \(shape) is no matrix: two dimensions were expected."
        case .wrongBias(let count, let rows): "A bias has \(count) numbers for a matrix of \(rows) rows."
        case .missingSlot(let slots): "A vector belongs to a slot beyond the \(slots) that there are."
        case .fullSlot(let capacity): "A sequence has all the \(capacity) positions that there is room for."
        case .outOfMemory:
            "The memory does not suffice to generate speech. Speak fewer lines at a time, or shorter ones, or use a smaller model."
        }
    }
}
