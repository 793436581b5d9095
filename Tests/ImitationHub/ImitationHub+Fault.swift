public import HTTP

extension ImitationHub {
    /// What goes wrong once, the next time that a request matches.
    public struct Fault: Sendable {
        /// What goes wrong.
        public enum Kind: Sendable {
            /// The connection closes without an answer, and nothing is done.
            case drop
            /// The connection closes after so many bytes of the answer's body.
            case cut(Int)
            /// Nothing comes after so many bytes of the answer's body, and the connection stays.
            case stall(Int)
            /// Each byte of the answer's body is another.
            case corrupt
            /// Nothing is done, and this is the answer, with an empty body.
            case status(Int, HTTPHeaders)
            /// The address has expired: the storage answers 403 in XML.
            case expired
            /// It is done, and the answer is lost.
            case doneButDropped
            /// Something happens just before.
            case before(@Sendable (inout State) -> Void)
            /// The whole is sent although a range was asked for.
            case ignoreRange
        }
        /// The method of the request.
        public let method: HTTPMethod
        /// A part of its path and query.
        public let path: String
        /// What goes wrong with it.
        public let kind: Kind

        /// A fault of the requests with this method whose address contains `path`.
        public init(method: HTTPMethod, path: String, kind: Kind) {
            self.method = method
            self.path = path
            self.kind = kind
        }
    }
}
