/// A segment of what another decoder decodes: from the frame at its start to the one before its end.
final class SegmentDecoder: SampleDecoder {
    private let decoder: any SampleDecoder
    private let path: String
    /// The frame that is decoded next, and the one behind the segment.
    private var next, end: Int
    /// What the segment has, where the whole tells its length.
    let announcedFrames: Int?

    var rate: Int { decoder.rate }
    var channels: Int { decoder.channels }
    var scale: SampleScale { decoder.scale }
    var framesUntilRight: Int { decoder.framesUntilRight }

    /// Goes to the segment's start.
    ///
    /// A segment that ends at most `AudioSegment.tolerance` behind the last frame ends there.
    ///
    /// - Throws: `AudioError.segmentOutside`, `.noSamples` or `.cannotSeek`.
    init(_ segment: AudioSegment, of decoder: any SampleDecoder, path: String) throws(AudioError) {
        self.decoder = decoder
        self.path = path
        let frames = segment.frames(rate: decoder.rate)
        let length = decoder.announcedFrames ?? frames.upperBound
        let slack = Int(AudioSegment.tolerance * Double(decoder.rate))
        guard frames.lowerBound < length, segment.end == nil || frames.upperBound <= length + slack else {
            throw .segmentOutside(path: path, seconds: Double(length) / Double(decoder.rate))
        }
        let wanted = frames.clamped(to: 0..<length)
        guard !wanted.isEmpty else { throw .noSamples(path: path) }
        announcedFrames = decoder.announcedFrames.map { _ in wanted.count }
        (next, end) = (wanted.lowerBound - min(wanted.lowerBound, decoder.framesUntilRight), wanted.upperBound)
        guard decoder.seek(to: next) else { throw .cannotSeek(path: path) }
        try skip(to: wanted.lowerBound)
    }

    func seek(to frame: Int) -> Bool { false }

    func read(into buffer: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> Int {
        let room = min(buffer.count, (end - next) * channels)
        guard room > 0 else { return 0 }
        let count = try decoder.read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<room]))
        if count == 0, announcedFrames == nil, end != 1 << 53 { try checkEnd() }
        next += count
        return count
    }

    /// Decodes what stands before the segment.
    private func skip(to frame: Int) throws(AudioError) {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096 * channels)
        defer { buffer.deallocate() }
        while next < frame {
            let room = min(buffer.count, (frame - next) * channels)
            let count = try decoder.read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<room]))
            if count == 0 { return try checkEnd() }
            next += count
        }
    }

    /// Of a recording that did not tell its length, the end shows it.
    private func checkEnd() throws(AudioError) {
        if next < end - Int(AudioSegment.tolerance * Double(rate)) {
            throw .segmentOutside(path: path, seconds: Double(next) / Double(rate))
        }
    }
}
