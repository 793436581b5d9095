public import Foundation

/// The start of an answer; its body is still to be read.
public struct HTTPResponse: Sendable {
    /// 200, 404, ...
    public let status: Int
    /// What is said of it.
    public let headers: HTTPHeaders
    /// What came with it.
    ///
    /// Whoever does not read it to its end gives the connection up.
    public let body: Body

    /// The bytes of an answer while they come, to be read once.
    ///
    /// Not much more than a megabyte is kept for a reader that is slow; the server waits then.
    public struct Body: AsyncSequence, Sendable {
        /// Some of the bytes.
        public typealias Element = Data
        let reading: Reading

        /// Begins to read.
        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reading: reading) }

        /// Reads what has come since, or waits for it.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let reading: Reading

            /// The next bytes, at least one; `nil` at the end.
            ///
            /// - Throws: `HTTPError`, or `CancellationError`.
            public func next() async throws -> Data? { try await reading.transfer.next() }
        }

        /// Gives a transfer up when nobody can read it any more.
        final class Reading: Sendable {
            let transfer: Transfer

            init(_ transfer: Transfer) { self.transfer = transfer }

            deinit { transfer.fail(CancellationError()) }
        }
    }
}
