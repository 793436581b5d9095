import CSoundFile
import Foundation

/// A position in the bytes of a recording, moved by the callbacks of the decoders.
final class ByteStream {
    private let bytes: RecordingBytes
    private var position = 0

    init(_ bytes: RecordingBytes) { self.bytes = bytes }

    /// For `sf_open_virtual`, whose context is the stream, passed unretained.
    static let callbacks = SF_VIRTUAL_IO(
        get_filelen: { context in sf_count_t(ByteStream.from(context)?.bytes.count ?? 0) },
        seek: { offset, whence, context in
            sf_count_t(ByteStream.from(context)?.seek(by: Int(offset), from: whence) ?? -1)
        },
        read: { destination, count, context in sf_count_t(ByteStream.read(destination, Int(count), context)) },
        write: { _, _, _ in 0 },
        tell: { context in sf_count_t(ByteStream.from(context)?.position ?? 0) })

    /// Fills a decoder's buffer; for mpg123 as well.
    static func read(_ destination: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int
    {
        guard let stream = from(context), let destination, count > 0 else { return 0 }
        let found = stream.bytes.read(
            at: stream.position, into: UnsafeMutableRawBufferPointer(start: destination, count: count))
        stream.position += found
        return found
    }

    /// Moves a decoder's stream; for mpg123 as well.
    static func seek(_ offset: Int, _ whence: Int32, _ context: UnsafeMutableRawPointer?) -> Int {
        from(context)?.seek(by: offset, from: whence) ?? -1
    }

    /// Where a decoder wants to go is what a damaged file tells it, so that the sum may be any.
    private func seek(by offset: Int, from whence: Int32) -> Int {
        let origin = [SEEK_SET: 0, SEEK_CUR: position, SEEK_END: bytes.count][whence] ?? 0
        let (target, isTooLarge) = origin.addingReportingOverflow(offset)
        guard !isTooLarge, target >= 0 else { return -1 }
        position = target
        return target
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> ByteStream? {
        context.map { Unmanaged<ByteStream>.fromOpaque($0).takeUnretainedValue() }
    }
}
