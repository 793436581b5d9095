import Files
import Foundation

/// The bytes that are sent, from where the sending stands.
struct RequestBody {
    private let content: HTTPRequest.Body
    private var sent: Int64 = 0
    private var reader: FileReader?

    init(_ content: HTTPRequest.Body) { self.content = content }

    /// Goes back, or on, to a byte.
    mutating func seek(to offset: Int64) {
        sent = offset
        reader = nil
    }

    /// Copies the next bytes, as many as there is room for; returns their number, 0 at the end.
    ///
    /// - Throws: `HTTPError.changedBody`.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        let count = Int(min(Int64(buffer.count), content.count - sent))
        guard count > 0 else { return 0 }
        switch content {
        case .none: return 0
        case .bytes(let bytes):
            buffer.copyBytes(from: bytes[Int(sent)..<Int(sent) + count])
            sent += Int64(count)
            return count
        case .file(let file, let range):
            guard let piece = try? next(count, of: file, from: range.lowerBound + sent) else {
                throw .changedBody(path: file.path)
            }
            buffer.copyBytes(from: piece)
            sent += Int64(piece.count)
            return piece.count
        }
    }

    private mutating func next(_ count: Int, of file: URL, from offset: Int64) throws(FileError) -> Data? {
        let open = if let reader { reader } else { try FileReader(file, from: offset) }
        reader = open
        return try open.read(upTo: count)
    }
}
