import CSoundFile
import Foundation

/// Encodes waveforms in memory, so that writing them to the disk can be atomic and reports the system's own errors.
enum SoundFileEncoder {
    /// The bytes of a complete file; `path` only names it in an error.
    static func encode(_ waveform: Waveform, format: AudioFile.Format, path: String) throws(AudioError) -> [UInt8] {
        var info = SF_INFO()
        info.samplerate = Int32(clamping: waveform.sampleRate)
        info.channels = 1
        info.format = format.code
        let memory = MemoryFile()
        var callbacks = MemoryFile.callbacks
        let failure: String? = withExtendedLifetime(memory) {
            let context = Unmanaged.passUnretained(memory).toOpaque()
            let file: OpaquePointer
            do throws(SoundFileLibrary.Failure) {
                file = try SoundFileLibrary.open { sf_open_virtual(&callbacks, Int32(SFM_WRITE), &info, context) }
            } catch {
                return error.reason
            }
            let samples = waveform.pcm16
            let written = sf_writef_short(file, samples, sf_count_t(samples.count))
            let reason = String(cString: sf_strerror(file))
            let closed = sf_close(file)
            return written == samples.count && closed == 0 ? nil : reason
        }
        if let failure { throw .cannotWrite(path: path, reason: failure) }
        return memory.bytes
    }
}

extension AudioFile.Format {
    /// libsndfile's number for it.
    var code: Int32 {
        switch self {
        case .wav16: Int32(SF_FORMAT_WAV) | Int32(SF_FORMAT_PCM_16)
        case .flac16: Int32(SF_FORMAT_FLAC) | Int32(SF_FORMAT_PCM_16)
        }
    }
}
