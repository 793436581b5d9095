import Files
public import Foundation

/// Writes 16-bit samples while they are made, to a file that grows or to a pipe.
///
/// A WAV file is valid at every moment: its header counts the samples of all finished calls, and at the end the file is, byte
/// for byte, the one that `AudioFile.write` makes. Where the header cannot be changed any more (a pipe, a file opened for
/// appending, more than 4 GiB), its sizes are the largest ones, which players take for a stream.
///
/// When nobody reads the pipe any more, ``append(_:)`` says so; the signal SIGPIPE is never raised.
public final class AudioStreamWriter {
    /// How the samples are stored.
    public enum Format: Sendable, CaseIterable {
        /// Little-endian 16-bit integers and nothing else.
        case pcm16
        /// RIFF WAVE with 16-bit integers.
        case wav16
    }

    private let handle: FileHandle
    private let path: String
    private let sampleRate: Int
    /// Where the header begins, if there is one that can be changed.
    private var header: off_t?
    private let headerSize: Int
    private var dataSize = 0
    private var hasReader = true

    /// Makes a file, or empties the one that is there, and writes the header.
    ///
    /// - Throws: `AudioError` as ``AudioFile/checkWritable(_:)``, or `.cannotWrite`.
    public convenience init(to url: URL, format: Format, sampleRate: Int) throws(AudioError) {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let reason = SystemError.last
            try AudioFile.checkWritable(url)
            throw .cannotWrite(path: url.path, reason: reason)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try self.init(to: handle, name: url.path, format: format, sampleRate: sampleRate)
    }

    /// Writes the header to an open file, pipe or device, such as standard output.
    ///
    /// - Parameter name: names the destination in an error.
    /// - Throws: `AudioError.cannotWrite`.
    public init(to handle: FileHandle, name: String, format: Format, sampleRate: Int) throws(AudioError) {
        precondition(sampleRate > 0, "a sample rate is positive")
        self.handle = handle
        self.sampleRate = sampleRate
        path = name
        let empty = Waveform(samples: [], sampleRate: sampleRate)
        var bytes = format == .wav16 ? try SoundFileEncoder.encode(empty, format: .wav16, path: name) : []
        headerSize = bytes.count
        guard format == .wav16 else { return }
        header = Self.changeablePosition(of: handle.fileDescriptor)
        if header == nil {
            bytes.replaceSubrange(4..<8, with: Self.unknownSize)
            bytes.replaceSubrange((headerSize - 4)..<headerSize, with: Self.unknownSize)
        }
        try write(bytes)
    }

    /// Writes samples in `[-1, 1]`, rounded as `AudioFile.write` rounds them, and then counts them in the header.
    ///
    /// - Returns: whether anybody reads on; once a pipe has no reader, nothing more is written.
    /// - Throws: `AudioError.cannotWrite`, for example when the disk is full. A WAV file then holds the samples of all calls
    ///   before.
    @discardableResult
    public func append(_ samples: [Float]) throws(AudioError) -> Bool {
        let integers = Waveform(samples: samples, sampleRate: sampleRate).pcm16
        try write(integers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
        dataSize += 2 * samples.count
        try updateHeader()
        return hasReader
    }

    /// Ends the writing, and tells of errors that the system has kept until now.
    ///
    /// - Throws: `AudioError.cannotWrite`.
    public func close() throws(AudioError) {
        do {
            try handle.close()
        } catch {
            throw .cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    private func write(_ bytes: [UInt8]) throws(AudioError) {
        guard hasReader else { return }
        switch bytes.withUnsafeBytes({ Descriptor.write($0, to: handle.fileDescriptor) }) {
        case 0: return
        case EPIPE: hasReader = false
        case let number:
            // Half a chunk, which the header does not count, would only confuse.
            if let header {
                let end = lseek(handle.fileDescriptor, header + off_t(headerSize + dataSize), SEEK_SET)
                ftruncate(handle.fileDescriptor, end)
            }
            throw .cannotWrite(path: path, reason: SystemError.words(for: number))
        }
    }

    private func updateHeader() throws(AudioError) {
        guard let header else { return }
        let sizes = [(4, headerSize - 8 + dataSize), (headerSize - 4, dataSize)]
        for (offset, size) in sizes {
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: min(size, 0xFFFF_FFFF) >> (8 * $0)) }
            let count = bytes.withUnsafeBytes {
                pwrite(handle.fileDescriptor, $0.baseAddress, $0.count, header + off_t(offset))
            }
            guard count == bytes.count else { throw .cannotWrite(path: path, reason: SystemError.last) }
        }
    }

    private static let unknownSize = [UInt8](repeating: 0xFF, count: 4)

    /// The current position in an ordinary file, unless everything written goes to its end.
    private static func changeablePosition(of descriptor: Int32) -> off_t? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            fcntl(descriptor, F_GETFL) & O_APPEND == 0
        else { return nil }
        let position = lseek(descriptor, 0, SEEK_CUR)
        return position < 0 ? nil : position
    }
}
