import Foundation
import NIOCore
import NIOHTTP1

/// One request to the Hub or its storage.
struct Request: Sendable {
    /// What is sent with it.
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A part of a file, streamed.
        case slice(FileSlice)
    }

    var method: HTTPMethod = .GET
    var url: URL
    var headers: [String: String] = [:]
    var body: Body = .none
    /// Whether the token may go along; it never does to another origin than the Hub's.
    var sendsToken = true
}

/// What a request is about, for the messages.
struct Subject: Sendable {
    var repository: Repository?
    var revision = "main"
    var path: String?
    var writes = false
}

/// A part of a file as a sequence of buffers, read while it is sent.
struct FileSlice: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let file: URL
    let offset: Int64
    let count: Int64

    func makeAsyncIterator() -> Iterator { Iterator(slice: self, remaining: count) }

    struct Iterator: AsyncIteratorProtocol {
        let slice: FileSlice
        var remaining: Int64
        var handle: FileHandle?

        mutating func next() async throws -> ByteBuffer? {
            guard remaining > 0 else {
                try handle?.close()
                handle = nil
                return nil
            }
            do {
                let open: FileHandle
                if let handle {
                    open = handle
                } else {
                    open = try FileHandle(forReadingFrom: slice.file)
                    try open.seek(toOffset: UInt64(slice.offset))
                    handle = open
                }
                if let data = try open.read(upToCount: Int(Swift.min(remaining, 1 << 18))), !data.isEmpty {
                    remaining -= Int64(data.count)
                    return ByteBuffer(bytes: data)
                }
            } catch {
                // A file that was read before and cannot be read now has changed as well.
            }
            throw HubError.changedDuringUpload(slice.file.path)
        }
    }
}
