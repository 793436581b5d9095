import CSoundFile
import Foundation

/// A recording opened by libsndfile.
final class SoundFileReader: SampleDecoder {
    private let file: OpaquePointer
    private let info: SF_INFO
    /// Keeps the bytes while they are decoded.
    private let stream: ByteStream

    /// Opens a recording of any format that libsndfile knows.
    ///
    /// - Throws: `SoundFileLibrary.Failure`.
    init(_ bytes: RecordingBytes) throws(SoundFileLibrary.Failure) {
        let stream = ByteStream(bytes)
        self.stream = stream
        var info = SF_INFO()
        file = try SoundFileLibrary.open {
            var callbacks = ByteStream.callbacks
            return sf_open_virtual(&callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(stream).toOpaque())
        }
        self.info = info
    }

    deinit { sf_close(file) }

    var rate: Int { Int(info.samplerate) }
    var channels: Int { Int(info.channels) }
    /// A stream of unknown length announces the largest count.
    var announcedFrames: Int? { info.frames < Int64.max / 2 ? Int(info.frames) : nil }

    var scale: SampleScale {
        switch Int(info.format) & Int(SF_FORMAT_SUBMASK) {
        case Int(SF_FORMAT_FLOAT), Int(SF_FORMAT_DOUBLE): .floating
        case Int(SF_FORMAT_VORBIS), Int(SF_FORMAT_OPUS): .lossy
        default: .integer
        }
    }

    /// A format that has no frames or blocks is right at once.
    var framesUntilRight: Int { 0 }

    func seek(to frame: Int) -> Bool { sf_seek(file, sf_count_t(frame), SEEK_SET) == sf_count_t(frame) }

    func read(into buffer: UnsafeMutableBufferPointer<Float>) -> Int {
        max(0, Int(sf_readf_float(file, buffer.baseAddress, sf_count_t(buffer.count / channels))))
    }
}
