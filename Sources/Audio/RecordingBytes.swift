import Files
import Foundation

/// The bytes of a recording in a file or in memory: all of them, or a part, behind a header of our own.
///
/// Several threads may read at once.
struct RecordingBytes {
    private enum Storage {
        case memory([UInt8])
        case file(OpenFile)
    }

    private let storage: Storage
    private let header: [UInt8]
    private let range: Range<Int>

    /// How many there are.
    var count: Int { header.count + range.count }

    /// Bytes in memory.
    init(_ bytes: [UInt8]) { self.init(storage: .memory(bytes), header: [], range: 0..<bytes.count) }

    /// The bytes of a regular file, which stays open as long as somebody has them.
    ///
    /// - Throws: `AudioError.unreadable`.
    init(_ url: URL) throws(AudioError) {
        let file = try OpenFile(url.path)
        self.init(storage: .file(file), header: [], range: 0..<file.size)
    }

    private init(storage: Storage, header: [UInt8], range: Range<Int>) {
        self.storage = storage
        self.header = header
        self.range = range
    }

    /// A part of the bytes, which must have no header of ours, behind a header.
    func part(_ part: Range<Int>, behind header: [UInt8] = []) -> RecordingBytes {
        precondition(self.header.isEmpty, "a part is taken of a file as it is")
        let part = part.clamped(to: 0..<count)
        return RecordingBytes(
            storage: storage, header: header,
            range: range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }

    /// Copies of some of the bytes; fewer where there are no more.
    func copy(_ wanted: Range<Int>) -> [UInt8] {
        let wanted = wanted.clamped(to: 0..<count)
        return [UInt8](unsafeUninitializedCapacity: wanted.count) { buffer, initialized in
            initialized = read(at: wanted.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Fills a buffer with the bytes from a position on, as far as there are any.
    ///
    /// - Returns: how many bytes were copied.
    func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = min(buffer.count, count - position)
        guard position >= 0, wanted > 0 else { return 0 }
        let ours = max(0, min(wanted, header.count - position))
        if ours > 0 { buffer.copyBytes(from: header[position..<position + ours]) }
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[ours..<wanted])
        guard !rest.isEmpty else { return ours }
        let start = range.lowerBound + position + ours - header.count
        switch storage {
        case .memory(let bytes):
            rest.copyBytes(from: bytes[start..<start + rest.count])
            return wanted
        case .file(let file):
            return ours + file.read(at: start, into: rest)
        }
    }
}

/// An open file.
private final class OpenFile {
    let size: Int
    private let descriptor: Int32

    init(_ path: String) throws(AudioError) {
        // A pipe that took the file's place since it was looked at must not block.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: SystemError.last) }
        var status = stat()
        size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }

    deinit { close(descriptor) }

    /// Reads until the buffer is full, or the file ends or fails.
    func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(position + filled))
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            filled += count
        }
        return filled
    }
}
