public import Foundation

/// One request.
public struct HTTPRequest: Sendable {
    /// What is sent with it.
    public enum Body: Sendable {
        /// Nothing.
        case none
        /// These bytes.
        case bytes([UInt8])
        /// These bytes of a file, read while they are sent.
        case file(URL, Range<Int64>)

        var count: Int64 {
            switch self {
            case .none: 0
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, let range): Int64(range.count)
            }
        }
    }

    /// What it wants done.
    public var method: HTTPMethod
    /// Where it goes, by `http` or `https`.
    public var url: URL
    /// What is said of it.
    ///
    /// Besides these only `Host`, `Accept` and the length of the body are sent.
    public var headers: HTTPHeaders
    /// What is sent with it.
    public var body: Body
    /// How long nothing may move, in either direction, after the connection is made.
    public var silence: Duration
    /// How long everything up to the end of the answer may take.
    public var deadline: Duration?

    /// A request with these parts.
    public init(
        _ method: HTTPMethod = .get, _ url: URL, headers: HTTPHeaders = [:], body: Body = .none,
        silence: Duration = .seconds(60), deadline: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.silence = silence
        self.deadline = deadline
    }
}
