import CArrow
import Files
import Foundation

/// What Arrow refused to do, in its own words.
struct ArrowError: Error {
    let kind: carrow_error_kind
    /// The system's number of an error of the kind `CARROW_ERROR_SYSTEM`.
    let number: Int32
    let message: String

    /// Takes over an error that the C layer returned, and frees it.
    init(consuming error: carrow_error) {
        kind = carrow_error_get_kind(error)
        number = carrow_error_number(error)
        message = String(cString: carrow_error_message(error))
        carrow_error_free(error)
    }

    /// The system's words or the first line of Arrow's, without a full stop.
    var reason: String {
        if kind == CARROW_ERROR_SYSTEM { return SystemError.words(for: number) }
        let line = message.split(separator: "\n").first.map(String.init) ?? message
        let trimmed = line.trimmingCharacters(in: .whitespaces)
        return trimmed.hasSuffix(".") ? String(trimmed.dropLast()) : trimmed
    }
}

/// Turns a returned error into a thrown one.
func check(_ error: carrow_error) throws(ArrowError) {
    if error.pointer != nil { throw ArrowError(consuming: error) }
}

extension String {
    /// A copy of what the C layer lends.
    init(_ bytes: carrow_bytes) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes.data, count: Int(bytes.length)), as: UTF8.self)
    }
}
