import Files
public import Foundation

/// Reads recordings of every common format and writes 16-bit WAV and FLAC.
public enum AudioFile {
    /// How a waveform is stored.
    public enum Format: Sendable, CaseIterable {
        /// RIFF WAVE with 16-bit integers.
        case wav16
        /// FLAC with 16-bit integers.
        case flac16
    }

    /// Decodes a recording and makes one channel of it.
    ///
    /// WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF, CAF, AU and what else libsndfile knows are recognised by their content, not by the file's
    /// name. The channels are mixed by their mean, but for those that are silent or cancel each other. Samples of floating-point
    /// formats that exceed `[-1, 1]` are scaled down together.
    ///
    /// - Parameter maximumDuration: the limit in seconds, checked before and while decoding; without it what a gigabyte holds.
    /// - Returns: the recording, with notes about what had to be done to it.
    /// - Throws: `AudioError` when the file is missing, empty, not audio, damaged, without samples or too long.
    /// - Complexity: O(length); recordings of several channels are decoded twice.
    public static func decode(_ url: URL, maximumDuration: Double? = nil) throws(AudioError) -> DecodedRecording {
        try checkPresence(of: url)
        return try RecordingReader(RecordingBytes(url), path: url.path, limit: maximumDuration).recording()
    }

    /// Decodes a segment of a recording as `decode(_:maximumDuration:)` does all of it, without decoding what lies before and behind.
    ///
    /// The samples are those of the whole recording, from the nearest to the segment's start on. Errors name the segment after the path.
    ///
    /// - Parameter maximumDuration: the limit for the segment, in seconds.
    /// - Throws: `AudioError` as for the whole recording, `.segmentOutside`, or `.cannotSeek` for a format that only plays from its beginning.
    /// - Complexity: O(length of the segment), and for MP3 the time to find the frames before it.
    public static func decode(
        _ url: URL, segment: AudioSegment, maximumDuration: Double? = nil
    ) throws(AudioError) -> DecodedRecording {
        try checkPresence(of: url)
        return try RecordingReader(
            RecordingBytes(url), path: "\(url.path) (\(segment))", limit: maximumDuration, segment: segment
        ).recording()
    }

    /// Decodes a recording that is in memory, as `decode(_:maximumDuration:)` does one on the disk.
    ///
    /// - Parameter name: stands for the file's path in errors.
    /// - Throws: `AudioError` when there are no bytes, or they are not audio, damaged, without samples or too long.
    public static func decode(
        _ bytes: Data, name: String, maximumDuration: Double? = nil
    ) throws(AudioError) -> DecodedRecording {
        guard !bytes.isEmpty else { throw .empty(path: name) }
        return try RecordingReader(RecordingBytes([UInt8](bytes)), path: name, limit: maximumDuration).recording()
    }

    /// The waveform of `decode(_:maximumDuration:)`, for who does not ask for notes.
    public static func read(_ url: URL, maximumDuration: Double? = nil) throws(AudioError) -> Waveform {
        try decode(url, maximumDuration: maximumDuration).waveform
    }

    /// The waveform of `decode(_:segment:maximumDuration:)`, for who does not ask for notes.
    public static func read(
        _ url: URL, segment: AudioSegment, maximumDuration: Double? = nil
    ) throws(AudioError) -> Waveform {
        try decode(url, segment: segment, maximumDuration: maximumDuration).waveform
    }

    /// The waveform of `decode(_:name:maximumDuration:)`, for who does not ask for notes.
    public static func read(
        _ bytes: Data, name: String, maximumDuration: Double? = nil
    ) throws(AudioError) -> Waveform {
        try decode(bytes, name: name, maximumDuration: maximumDuration).waveform
    }

    /// The bytes of a complete file that holds a waveform.
    ///
    /// - Throws: `AudioError.cannotWrite` with the encoder's reason, for a rate that the format does not have.
    public static func encode(_ waveform: Waveform, format: Format) throws(AudioError) -> Data {
        Data(try SoundFileEncoder.encode(waveform, format: format, path: "memory"))
    }

    /// Writes a waveform beside the destination and renames, so that no half-written file is ever seen.
    ///
    /// - Parameter isFlushed: whether to wait until the disk has it; without, the file may be empty after a power failure.
    /// - Throws: `AudioError.cannotWrite`, for example when the disk is full.
    public static func write(
        _ waveform: Waveform, to url: URL, format: Format, isFlushed: Bool = true
    ) throws(AudioError) {
        let bytes = try SoundFileEncoder.encode(waveform, format: format, path: url.path)
        do throws(FileError) {
            try AtomicFile.write(bytes, to: url, isFlushed: isFlushed)
        } catch {
            throw AudioError(error)
        }
    }

    /// Checks that a file is there, is a regular one, can be opened and has bytes, without decoding it.
    ///
    /// - Throws: `AudioError.missing`, `.isFolder`, `.notAFile`, `.unreadable` or `.empty`.
    public static func checkPresence(of url: URL) throws(AudioError) {
        let path = url.path
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: path) : .unreadable(path: path, reason: SystemError.last)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isFolder(path: path)
        // Reading from one of these may never end.
        case S_IFIFO: throw .notAFile(path: path, kind: "a pipe")
        case S_IFSOCK: throw .notAFile(path: path, kind: "a socket")
        default: throw .notAFile(path: path, kind: "a device")
        }
        guard access(path, R_OK) == 0 else { throw .unreadable(path: path, reason: SystemError.last) }
        if status.st_size == 0 { throw .empty(path: path) }
    }
}
