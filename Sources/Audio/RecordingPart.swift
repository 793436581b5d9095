import CSoundFile

/// One file of samples, with the decoder that reads it.
struct RecordingPart {
    private enum Form {
        case mpeg
        case soundFile
    }

    private let bytes: RecordingBytes
    private let form: Form
    private let path: String
    /// How many times as many samples the header claims as there are; nil where none are missing.
    let missing: Double?

    /// Finds out how the bytes are to be read.
    ///
    /// - Throws: `AudioError.brokenHeader`, `.foreignFormat`, `.noSamples`.
    init(_ bytes: RecordingBytes, path: String) throws(AudioError) {
        self.path = path
        // With a broken tag in front too: libsndfile would let mpg123 print.
        if bytes.hasFrame(at: 0) || bytes.copy(0..<3) == Array("ID3".utf8) {
            (self.bytes, form, missing) = (bytes, .mpeg, nil)
            return
        }
        let chunk: SampleChunk?
        if WaveHeader.isThere(bytes) {
            let header = try WaveHeader(of: bytes, path: path)
            guard RecordingReader.rates.contains(header.rate),
                (1...RecordingReader.mostChannels).contains(header.channels)
            else {
                throw .brokenHeader(
                    path: path, reason: RecordingReader.formFlaw(rate: header.rate, channels: header.channels))
            }
            if let foreign = ForeignFormat.waveEncoding(header.encoding) { throw .foreignFormat(path: path, foreign) }
            // MPEG audio, of which 0x55 is MP3.
            if header.encoding == 0x50 || header.encoding == 0x55 {
                (self.bytes, form, missing) = (bytes.part(header.samples.samples), .mpeg, nil)
                return
            }
            chunk = header.samples
        } else {
            chunk = SampleChunk(in: bytes)
        }
        if let chunk, chunk.claim.present == 0 { throw .noSamples(path: path) }
        if let chunk, chunk.claim.verdict == .toTheEnd,
            bytes.copy(chunk.samples.lowerBound..<chunk.samples.lowerBound + 4) == bytes.copy(0..<4)
        {
            throw .brokenHeader(path: path, reason: "it comes twice, as from a program that cannot write into a pipe")
        }
        let isCut = chunk?.claim.verdict == .cutOff
        missing = isCut ? chunk.map { Double($0.claim.claimed) / Double($0.claim.present) } : nil
        form = .soundFile
        self.bytes =
            if let chunk, let header = chunk.repairedHeader { bytes.part(chunk.samples, behind: header) } else { bytes }
    }

    /// Opens the samples from the beginning.
    ///
    /// - Throws: `AudioError.brokenHeader`, `.foreignFormat`.
    func decoder() throws(AudioError) -> any SampleDecoder {
        guard form == .soundFile else {
            guard let reader = MPEGReader(bytes, path: path) else { throw .foreignFormat(path: path, .unknown(bytes)) }
            return reader
        }
        do throws(SoundFileLibrary.Failure) {
            return try SoundFileReader(bytes)
        } catch {
            switch Int(error.code) {
            case SF_ERR_UNRECOGNISED_FORMAT: throw .foreignFormat(path: path, .unknown(bytes))
            case SF_ERR_UNSUPPORTED_ENCODING: throw .foreignFormat(path: path, .unknownEncoding)
            default: throw .brokenHeader(path: path, reason: "it cannot be understood")
            }
        }
    }
}
