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

    /// Decodes a recording and mixes its channels to one by their mean.
    ///
    /// WAV, FLAC, MP3, Ogg Vorbis and Opus are recognised by their content, not by the file's name. Samples of
    /// floating-point formats that exceed `[-1, 1]` are clamped.
    ///
    /// - Parameter maximumDuration: the limit in seconds, checked before and while decoding; without it any length is read.
    /// - Throws: `AudioError` when the file is missing, empty, not audio, damaged, without samples or too long.
    public static func read(_ url: URL, maximumDuration: Double? = nil) throws(AudioError) -> Waveform {
        try checkPresence(of: url)
        return try SoundFileReader(url).waveform(maximumDuration: maximumDuration)
    }

    /// Decodes a segment of a recording as `read(_:maximumDuration:)` does all of it, without decoding what lies before and behind.
    ///
    /// The samples are those of the whole recording, from the nearest to the segment's start on. Errors name the segment after the path.
    ///
    /// - Parameter maximumDuration: the limit for the segment, in seconds.
    /// - Throws: `AudioError` as for the whole recording, `.segmentOutside`, or `.cannotSeek` for a format that only plays from its beginning.
    /// - Complexity: O(length of the segment), and for MP3 the time to find the frames before it.
    public static func read(
        _ url: URL, segment: AudioSegment, maximumDuration: Double? = nil
    ) throws(AudioError) -> Waveform {
        try checkPresence(of: url)
        return try SoundFileReader(url, name: "\(url.path) (\(segment))")
            .waveform(of: segment, maximumDuration: maximumDuration)
    }

    /// Decodes a recording that is in memory, as `read(_:maximumDuration:)` does one on the disk.
    ///
    /// - Parameter name: stands for the file's path in errors.
    /// - Throws: `AudioError` when there are no bytes, or they are not audio, damaged, without samples or too long.
    public static func read(
        _ bytes: Data, name: String, maximumDuration: Double? = nil
    ) throws(AudioError) -> Waveform {
        guard !bytes.isEmpty else { throw .empty(path: name) }
        return try SoundFileReader([UInt8](bytes), name: name).waveform(maximumDuration: maximumDuration)
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

    /// Checks that a file is there, is no folder, can be opened and has bytes, without decoding it.
    ///
    /// - Throws: `AudioError.missing`, `.isFolder`, `.unreadable` or `.empty`.
    public static func checkPresence(of url: URL) throws(AudioError) {
        let path = url.path
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: path) : .unreadable(path: path, reason: SystemError.last)
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
        guard access(path, R_OK) == 0 else { throw .unreadable(path: path, reason: SystemError.last) }
        if status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 { throw .empty(path: path) }
    }
}
