/// What a request wants done.
public struct HTTPMethod: RawRepresentable, Hashable, Sendable {
    /// `GET`, `HEAD`, ...
    public let rawValue: String

    /// The method of this name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Reads.
    public static let get = HTTPMethod(rawValue: "GET")
    /// Reads what is known of it, and not the content.
    public static let head = HTTPMethod(rawValue: "HEAD")
    /// Hands something over.
    public static let post = HTTPMethod(rawValue: "POST")
    /// Stores something.
    public static let put = HTTPMethod(rawValue: "PUT")
    /// Removes something.
    public static let delete = HTTPMethod(rawValue: "DELETE")
}

extension HTTPMethod: CustomStringConvertible {
    /// The name.
    public var description: String { rawValue }
}
