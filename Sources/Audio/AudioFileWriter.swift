import CSoundFile
import Files
public import Foundation

/// Writes a recording of any length piece by piece, beside its place and then renamed: a reader sees all of it or nothing.
///
/// Without `finish`, nothing is left when the writer goes.
public final class AudioFileWriter {
    private let path, target: String
    private let sampleRate: Int
    private let descriptor: Int32
    private var file: OpaquePointer?
    private var isFinished = false

    /// The samples written so far.
    public private(set) var sampleCount = 0

    /// Opens the file, so that a place that cannot be written is found at once.
    ///
    /// - Throws: `AudioError.cannotWrite` with the system's reason.
    public init(_ url: URL, sampleRate: Int, format: AudioFile.Format) throws(AudioError) {
        try AudioFile.checkWritable(url)
        path = url.path
        self.sampleRate = sampleRate
        // What is no ordinary file (a pipe, a device) is written directly, because renaming would replace it.
        var status = stat()
        let isDirect = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        target = isDirect ? path : AtomicFile.partialPath(of: path)
        let flags = isDirect ? O_WRONLY : O_RDWR | O_CREAT | O_EXCL
        descriptor = open(target, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRate)
        info.channels = 1
        info.format = format.code
        do throws(SoundFileLibrary.Failure) {
            file = try SoundFileLibrary.open { sf_open_fd(descriptor, Int32(SFM_WRITE), &info, 0) }
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }

    deinit {
        if isFinished { return }
        if let file { sf_close(file) }
        if descriptor >= 0 {
            close(descriptor)
            if target != path { unlink(target) }
        }
    }

    /// Adds samples, in `[-1, 1]`.
    ///
    /// - Precondition: `finish` has not been called.
    /// - Throws: `AudioError.cannotWrite`, for example when the disk is full.
    public func write(_ samples: [Float]) throws(AudioError) {
        guard let file else { preconditionFailure("a recording that is finished takes no more samples") }
        let integers = Waveform(samples: samples, sampleRate: sampleRate).pcm16
        errno = 0
        guard sf_writef_short(file, integers, sf_count_t(integers.count)) == integers.count else {
            throw failure(String(cString: sf_strerror(file)))
        }
        sampleCount += samples.count
    }

    /// Completes the file and gives it its name.
    ///
    /// - Throws: `AudioError.cannotWrite`; then nothing is left.
    public func finish() throws(AudioError) {
        guard let open = file else { preconditionFailure("a recording is finished once") }
        file = nil
        errno = 0
        let code = sf_close(open)
        guard code == 0 else { throw failure(String(cString: sf_error_number(code))) }
        if target != path, fsync(descriptor) != 0 || rename(target, path) != 0 { throw failure("") }
        isFinished = true
        guard close(descriptor) == 0 else { throw failure("") }
    }

    /// The system's reason where there is one, else the encoder's.
    private func failure(_ reason: String) -> AudioError {
        .cannotWrite(path: path, reason: errno != 0 ? SystemError.last : reason)
    }
}
