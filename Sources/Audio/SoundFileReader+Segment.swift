import CSoundFile
import Foundation

extension SoundFileReader {
    /// Decodes a segment to mono, from the sample at its start to the one before its end, without what lies before it.
    ///
    /// A segment that ends at most `AudioSegment.tolerance` behind the file's last sample ends there.
    func waveform(of segment: AudioSegment, maximumDuration: Double?) throws(AudioError) -> Waveform {
        let rate = try sampleRate()
        let frames = segment.frames(rate: rate)
        let length = announcedFrames ?? frames.upperBound
        let slack = Int(AudioSegment.tolerance * Double(rate))
        guard frames.lowerBound < length, segment.end == nil || frames.upperBound <= length + slack else {
            throw outside(length, rate: rate)
        }
        let wanted = frames.clamped(to: 0..<length)
        guard !wanted.isEmpty else { throw .noSamples(path: path) }
        try check(wanted.count, rate: rate, against: maximumDuration)
        // After a jump, an MP3 decoder needs some frames of 1152 samples until it is right again.
        let lead = isMP3 ? min(wanted.lowerBound, 16384) : 0
        let place = sf_count_t(wanted.lowerBound - lead)
        guard sf_seek(file, place, SEEK_SET) == place else { throw .cannotSeek(path: path) }
        var samples = try decode(rate: rate, maximumDuration: nil, maximumFrames: lead + wanted.count)
        samples.removeFirst(min(lead, samples.count))
        let end = wanted.lowerBound + samples.count
        guard !samples.isEmpty, end >= wanted.upperBound - (isMP3 ? slack : 0) else {
            throw isMP3 ? outside(end, rate: rate) : .truncated(path: path, announced: length, decoded: end)
        }
        return Waveform(samples: samples, sampleRate: rate)
    }

    private func outside(_ length: Int, rate: Int) -> AudioError {
        .segmentOutside(path: path, seconds: Double(length) / Double(rate))
    }
}
