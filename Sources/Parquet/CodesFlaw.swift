/// What is wrong with a row's codes, with frames counted from 0.
public enum CodesFlaw: Error, Sendable, Equatable {
    /// A frame has another number of codes than the first one.
    case ragged(frame: Int, found: Int, expected: Int)
    /// A frame, or a code in it, is missing.
    case incomplete(frame: Int)
    /// A code does not fit 16 bits.
    case tooLarge(frame: Int, code: Int)
}

extension CodesFlaw: CustomStringConvertible {
    /// What was found in which frame, as a part of a sentence.
    public var description: String {
        switch self {
        case .ragged(let frame, let found, let expected):
            "the frame \(frame) (counted from 0) has \(found) codes, where the first one has \(expected)"
        case .incomplete(let frame):
            "the frame \(frame) (counted from 0) is null or has a code that is"
        case .tooLarge(let frame, let code):
            "the frame \(frame) (counted from 0) has the code \(code), which does not fit 16 bits"
        }
    }
}
