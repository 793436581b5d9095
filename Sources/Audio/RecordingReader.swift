import Foundation

/// Reads a recording: finds out what it is, decodes it, makes one channel of all, and holds the samples against what they may be.
struct RecordingReader {
    /// Samples per second that are believed, in hertz.
    static let rates = 1000...768_000
    /// The most channels that are believed.
    static let mostChannels = 64
    /// The most samples that are decoded, whatever limit is given: a gigabyte of them.
    static let mostSamples = 1 << 28
    /// The peak from which samples of floating point are integers that nobody scaled.
    static let integerPeak: Float = 16
    /// The peak to which samples beyond full scale are scaled down: just below what counts as clipped.
    static let scaledPeak: Float = 0.99

    private let bytes: RecordingBytes
    private let path: String
    private let limit: Double?
    private let segment: AudioSegment?

    /// - Parameters:
    ///   - path: what errors call the recording.
    ///   - limit: its longest duration in seconds, or that of the segment.
    ///   - segment: the part of it that is meant.
    init(_ bytes: RecordingBytes, path: String, limit: Double?, segment: AudioSegment? = nil) {
        let start = bytes.contentStart
        self.bytes = start > 0 && start < bytes.count ? bytes.part(start..<bytes.count) : bytes
        self.path = path
        self.limit = limit
        self.segment = segment
    }

    /// Decodes everything to mono.
    func recording() throws(AudioError) -> DecodedRecording {
        if let foreign = ForeignFormat(bytes) { throw .foreignFormat(path: path, foreign) }
        let parts = bytes.hasFrame(at: 0) ? [bytes] : JoinedRecordings.parts(of: bytes)
        // Where one of several joined files begins is known only by decoding those before it.
        if segment != nil, parts.count > 1 { throw .cannotSeek(path: path) }
        var whole = Track()
        for part in parts { try append(RecordingPart(part, path: path), to: &whole) }
        guard !whole.samples.isEmpty else { throw .noSamples(path: path) }
        let note = try fit(&whole)
        return DecodedRecording(
            waveform: Waveform(samples: whole.samples, sampleRate: whole.rate),
            notes: whole.notes + (note.map { [$0] } ?? []))
    }

    /// What was decoded so far.
    private struct Track {
        var samples: [Float] = []
        var rate = 0
        var scale = SampleScale.integer
        var notes: [DecodingNote] = []
    }

    private func append(_ part: RecordingPart, to track: inout Track) throws(AudioError) {
        let decoder = try open(part)
        guard Self.rates.contains(decoder.rate), (1...Self.mostChannels).contains(decoder.channels) else {
            throw .brokenHeader(path: path, reason: Self.formFlaw(rate: decoder.rate, channels: decoder.channels))
        }
        let start = track.samples.count
        guard start == 0 || track.rate == decoder.rate else {
            throw .mixedForms(path: path, rates: [track.rate, decoder.rate])
        }
        (track.rate, track.scale) = (decoder.rate, decoder.scale)
        let announced = decoder.announcedFrames
        if let announced { try check(start, announced, rate: track.rate) }
        if decoder.channels == 1 {
            try decode(decoder, ChannelMix(channels: [0]), to: &track)
        } else {
            let (mix, notes) = try mix(of: decoder, behind: start)
            for note in notes where !track.notes.contains(note) { track.notes.append(note) }
            // A second pass costs less than to keep all channels in memory.
            try decode(open(part), mix, to: &track)
        }
        let decoded = track.samples.count - start
        let missing = segment == nil ? part.missing : nil
        let expected = missing.map { Double(decoded) * $0 } ?? announced.map(Double.init) ?? 0
        if Double(decoded) < expected, decoded > 0 || announced ?? 0 > 0 {
            let rate = Double(track.rate)
            throw .truncated(path: path, announced: expected / rate, decoded: Double(decoded) / rate)
        }
    }

    /// Opens a part at its beginning, or at the segment's.
    private func open(_ part: RecordingPart) throws(AudioError) -> any SampleDecoder {
        let decoder = try part.decoder()
        guard let segment, Self.rates.contains(decoder.rate), decoder.channels > 0 else { return decoder }
        return try SegmentDecoder(segment, of: decoder, path: path)
    }

    private func mix(of decoder: any SampleDecoder, behind start: Int) throws(AudioError) -> (
        ChannelMix, [DecodingNote]
    ) {
        var statistics = ChannelStatistics(channels: decoder.channels)
        var frames = start
        try forEachBlock(of: decoder) { block throws(AudioError) in
            statistics.add(block)
            frames += block.count / decoder.channels
            try check(frames, rate: decoder.rate)
        }
        let (mix, notes) = statistics.mix
        return (mix, notes)
    }

    private func decode(_ decoder: any SampleDecoder, _ mix: ChannelMix, to track: inout Track) throws(AudioError) {
        try forEachBlock(of: decoder) { block throws(AudioError) in
            mix.append(block, of: decoder.channels, to: &track.samples)
            try check(track.samples.count, rate: decoder.rate)
        }
    }

    /// Decodes in blocks, so that memory follows what is really in the file and not what its header claims.
    private func forEachBlock(
        of decoder: any SampleDecoder, _ body: (UnsafeBufferPointer<Float>) throws(AudioError) -> Void
    ) throws(AudioError) {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(
            capacity: max(1, 65536 / decoder.channels) * decoder.channels)
        defer { buffer.deallocate() }
        while true {
            let count = try decoder.read(into: buffer)
            if count == 0 { return }
            try body(UnsafeBufferPointer(rebasing: buffer[..<(count * decoder.channels)]))
        }
    }

    /// Brings the samples between -1 and 1; returns a note where that changed more than a few of them.
    private func fit(_ track: inout Track) throws(AudioError) -> DecodingNote? {
        var peak: Float = 0
        for (index, sample) in track.samples.enumerated() {
            guard sample.isFinite else { throw .notFinite(path: path, sample: index) }
            peak = max(peak, abs(sample))
        }
        if track.scale == .floating, peak > Self.integerPeak { throw .integerScale(path: path, peak: peak) }
        if peak > track.scale.tolerance {
            let factor = Self.scaledPeak / peak
            for index in track.samples.indices { track.samples[index] *= factor }
            return .scaledDown(peak: Double(peak))
        }
        if peak > 1 {
            for index in track.samples.indices { track.samples[index] = max(-1, min(1, track.samples[index])) }
        }
        return nil
    }

    private func check(_ start: Int, _ count: Int, rate: Int) throws(AudioError) {
        let (frames, isTooLarge) = start.addingReportingOverflow(count)
        try check(isTooLarge ? .max : frames, rate: rate)
    }

    private func check(_ frames: Int, rate: Int) throws(AudioError) {
        let limit = min(limit ?? .infinity, Double(Self.mostSamples) / Double(rate))
        let seconds = Double(frames) / Double(rate)
        if seconds > limit { throw .tooLong(path: path, seconds: seconds, limit: limit) }
    }

    /// Why samples of such a form are none.
    static func formFlaw(rate: Int, channels: Int) -> String {
        rates.contains(rate)
            ? "it has \(channels) channels, where 1 to \(mostChannels) are read"
            : "its sample rate is \(rate) Hz, where \(rates.lowerBound) to \(rates.upperBound) Hz are read"
    }
}
