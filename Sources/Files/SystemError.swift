import Foundation

/// What the system says of a call that failed.
public enum SystemError {
    /// The words for the failure of the last call on this thread.
    public static var last: String { words(for: errno) }

    /// The words for the number of an error.
    public static func words(for number: Int32) -> String { String(cString: strerror(number)) }

    /// The system's words for a failure, without the wrapping of Foundation's errors where there is one.
    public static func reason(of error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error { return reason(of: cause) }
        return error.localizedFailureReason ?? error.localizedDescription
    }
}
