import CMpg123
import Foundation

/// An MP3 recording, opened by mpg123: to its end, also where several files were joined.
///
/// libsndfile reads MP3 by mpg123 as well, but only as far as the first file's header says, and lets mpg123 print to the terminal.
final class MPEGReader: SampleDecoder {
    private let handle: OpaquePointer
    private let path: String
    /// Keeps the bytes while they are decoded.
    private let stream: ByteStream
    private(set) var rate = 0
    private(set) var channels = 0

    /// No header tells the length of a joined or cut MP3.
    var announcedFrames: Int? { nil }
    var scale: SampleScale { .lossy }

    private static let isReady = mpg123_init() == Int32(MPG123_OK.rawValue)

    /// Opens a recording; nil when there is no MPEG audio within the first kilobyte.
    init?(_ bytes: RecordingBytes, path: String) {
        guard Self.isReady, let handle = mpg123_new(nil, nil) else { return nil }
        self.handle = handle
        self.path = path
        let stream = ByteStream(bytes)
        self.stream = stream
        let flags = [MPG123_QUIET, MPG123_FORCE_FLOAT, MPG123_GAPLESS].reduce(0) { $0 | Int($1.rawValue) }
        mpg123_param(handle, MPG123_ADD_FLAGS, flags, 0)
        mpg123_param(handle, MPG123_REMOVE_FLAGS, Int(MPG123_AUTO_RESAMPLE.rawValue), 0)
        mpg123_replace_reader_handle(
            handle, { context, destination, count in ByteStream.read(destination, count, context) },
            { context, offset, whence in off_t(ByteStream.seek(Int(offset), whence, context)) }, nil)
        guard mpg123_open_handle(handle, Unmanaged.passUnretained(stream).toOpaque()) == success, takeForm() else {
            return nil
        }
        // Tags between joined files may hold pictures.
        mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0)
    }

    deinit {
        mpg123_close(handle)
        mpg123_delete(handle)
    }

    /// A frame of MPEG audio needs bits of those before it; one has 1152 samples at most.
    var framesUntilRight: Int { 16384 }

    func seek(to frame: Int) -> Bool { mpg123_seek(handle, off_t(frame), SEEK_SET) == off_t(frame) }

    func read(into buffer: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> Int {
        let width = MemoryLayout<Float>.size
        let room = buffer.count / channels * channels
        while true {
            var bytes = 0
            let result = mpg123_read(handle, buffer.baseAddress, room * width, &bytes)
            let form = (rate, channels)
            if result == Int32(MPG123_NEW_FORMAT.rawValue) {
                guard takeForm(), (rate, channels) == form else {
                    throw .mixedForms(path: path, rates: [form.0, rate])
                }
            }
            // What comes with an error or the end is sound; the next call brings nothing.
            if bytes > 0 || result != Int32(MPG123_NEW_FORMAT.rawValue) { return bytes / (width * channels) }
        }
    }

    private var success: Int32 { Int32(MPG123_OK.rawValue) }

    private func takeForm() -> Bool {
        var (hertz, count, encoding) = (0, Int32(0), Int32(0))
        guard mpg123_getformat(handle, &hertz, &count, &encoding) == success,
            encoding == Int32(MPG123_ENC_FLOAT_32.rawValue)
        else { return false }
        (rate, channels) = (hertz, Int(count))
        return true
    }
}

extension RecordingBytes {
    /// Where the content begins: behind tags of the kind ID3v2, and behind zeros where such a tag or a frame of MPEG audio follows.
    var contentStart: Int {
        let zeros = copy(0..<65536).prefix { $0 == 0 }.count
        var start = hasFrame(at: zeros) || copy(zeros..<zeros + 3) == Array("ID3".utf8) ? zeros : 0
        while true {
            let head = copy(start..<start + 10)
            guard head.count == 10, head.starts(with: "ID3".utf8), head[6...].allSatisfy({ $0 < 128 }) else {
                return start
            }
            // 28 bits in four bytes; a fourth flag announces a footer.
            start += 10 + head[6...].reduce(0) { $0 << 7 | Int($1) } + (head[5] & 0x10 == 0 ? 0 : 10)
        }
    }

    /// Whether a frame of MPEG audio may begin at a place, by its first two bytes.
    func hasFrame(at place: Int) -> Bool {
        let head = copy(place..<place + 2)
        return head.count == 2 && head[0] == 0xff && head[1] & 0xe0 == 0xe0
    }
}
