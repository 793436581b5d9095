import CSoundFile
import Foundation

/// One recording opened by libsndfile.
final class SoundFileReader {
    let path: String
    let file: OpaquePointer
    private let info: SF_INFO
    /// Keeps the bytes while they are decoded.
    private let memory: MemoryFile?

    /// Opens a file that is known to exist; `name` stands for its path in errors.
    convenience init(_ url: URL, name: String? = nil) throws(AudioError) {
        try self.init(path: name ?? url.path, memory: nil) { info in sf_open(url.path, Int32(SFM_READ), &info) }
    }

    /// Opens a file in memory; `name` stands for its path in errors.
    convenience init(_ bytes: [UInt8], name: String) throws(AudioError) {
        let memory = MemoryFile(bytes)
        try self.init(path: name, memory: memory) { info in
            var callbacks = MemoryFile.callbacks
            return sf_open_virtual(&callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(memory).toOpaque())
        }
    }

    private init(path: String, memory: MemoryFile?, open: (inout SF_INFO) -> OpaquePointer?) throws(AudioError) {
        self.path = path
        self.memory = memory
        var info = SF_INFO()
        do throws(SoundFileLibrary.Failure) {
            file = try SoundFileLibrary.open { open(&info) }
        } catch {
            throw Int(error.code) == SF_ERR_UNRECOGNISED_FORMAT
                ? .notAudio(path: path, reason: error.reason) : .brokenHeader(path: path, reason: error.reason)
        }
        self.info = info
    }

    deinit { sf_close(file) }

    /// Decodes everything to mono.
    func waveform(maximumDuration: Double?) throws(AudioError) -> Waveform {
        let rate = try sampleRate()
        let announced = announcedFrames
        if let announced { try check(announced, rate: rate, against: maximumDuration) }
        let samples = try decode(rate: rate, maximumDuration: maximumDuration)
        if let expected = try announced.map(expectedCount), samples.count < expected {
            throw .truncated(path: path, announced: expected, decoded: samples.count)
        }
        guard !samples.isEmpty else { throw .noSamples(path: path) }
        return Waveform(samples: samples, sampleRate: rate)
    }

    /// Samples per second and channel, in hertz.
    func sampleRate() throws(AudioError) -> Int {
        let rate = Int(info.samplerate)
        guard rate > 0, info.channels > 0 else {
            throw .brokenHeader(path: path, reason: "The sample rate is \(rate) Hz with \(info.channels) channels.")
        }
        return rate
    }

    /// The frames that the header announces; nil for a stream of unknown length, which announces the largest count.
    var announcedFrames: Int? { info.frames < Int64.max / 2 ? Int(info.frames) : nil }

    /// Whether it is an MP3, whose length the header only estimates.
    var isMP3: Bool { Int(info.format) & Int(SF_FORMAT_TYPEMASK) == Int(SF_FORMAT_MPEG) }

    /// Decodes in blocks, so that memory follows what is really in the file and not what its header claims.
    func decode(rate: Int, maximumDuration: Double?, maximumFrames: Int = .max) throws(AudioError) -> [Float] {
        let channels = Int(info.channels)
        let blockFrames = max(1, 65536 / channels)
        var block = [Float](repeating: 0, count: blockFrames * channels)
        var samples: [Float] = []
        while true {
            let wanted = min(blockFrames, maximumFrames - samples.count)
            let count = wanted > 0 ? Int(sf_readf_float(file, &block, sf_count_t(wanted))) : 0
            if count <= 0 { return samples }
            for frame in 0..<count {
                var sum: Float = 0
                for channel in 0..<channels { sum += block[frame * channels + channel] }
                guard sum.isFinite else { throw .notFinite(path: path, sample: samples.count) }
                samples.append(max(-1, min(1, sum / Float(channels))))
            }
            try check(samples.count, rate: rate, against: maximumDuration)
        }
    }

    func check(_ count: Int, rate: Int, against limit: Double?) throws(AudioError) {
        let seconds = Double(count) / Double(rate)
        if let limit, seconds > limit { throw .tooLong(path: path, seconds: seconds, limit: limit) }
    }

    /// The number of samples that must be there for the recording to count as whole.
    ///
    /// libsndfile quietly shortens a WAV file whose data chunk is longer than the file, and only its log says so. MP3 has no
    /// reliable length, so nothing is expected of it.
    private func expectedCount(announced: Int) throws(AudioError) -> Int {
        if isMP3 { return 0 }
        var log = [CChar](repeating: 0, count: 16384)
        sf_command(file, Int32(SFC_GET_LOG_INFO), &log, Int32(log.count))
        let text = String(decoding: log.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let chunk = text.firstMatch(of: /(?m)^data *: ([0-9]+) \(should be ([0-9]+)\)/),
            let claimed = Int(chunk.1), let present = Int(chunk.2),
            // Programs that write into a pipe do not know the length and put the largest one.
            claimed > present, claimed < 0x7fff_0000, present > 0, announced > 0
        else { return announced }
        return Int(Double(announced) * Double(claimed) / Double(present))
    }
}
