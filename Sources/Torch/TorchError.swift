import CTorch

/// What libtorch refused to do, in its own words.
public struct TorchError: Error, Equatable, CustomStringConvertible {
    /// Why an operation failed.
    public enum Kind: Sendable {
        /// The arguments do not fit the operation: shapes, dtypes, indices, devices.
        case invalid
        /// The memory of the device is exhausted.
        case outOfMemory
        /// Something that libtorch does not name.
        case unknown
    }

    /// What kind of trouble it was, for callers that can do something about it.
    public let kind: Kind
    /// The first lines of libtorch's message, without its C++ backtrace.
    public let message: String

    /// Takes over an error that the C layer returned, and frees it.
    init(consuming error: ctorch_error) {
        kind =
            switch ctorch_error_get_kind(error) {
            case CTORCH_ERROR_OUT_OF_MEMORY: .outOfMemory
            case CTORCH_ERROR_INVALID: .invalid
            default: .unknown
            }
        message = String(cString: ctorch_error_message(error))
        ctorch_error_free(error)
    }

    /// The message, with advice where memory ran out.
    public var description: String {
        switch kind {
        case .outOfMemory:
            "libtorch ran out of memory (\(message)). Use a smaller batch, a shorter clip, or a smaller model."
        case .invalid, .unknown:
            "libtorch: \(message)"
        }
    }
}

/// Turns a returned error into a thrown one.
@inline(__always)
func check(_ error: ctorch_error) throws(TorchError) {
    if error.pointer != nil { throw TorchError(consuming: error) }
}
