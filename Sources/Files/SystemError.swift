import Foundation

/// What the system says of a call that failed.
public enum SystemError {
    /// The words for the failure of the last call on this thread.
    public static var last: String { words(for: errno) }

    /// The words for the number of an error.
    public static func words(for number: Int32) -> String { String(cString: strerror(number)) }
}
