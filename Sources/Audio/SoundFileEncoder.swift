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
        let memory = Memory()
        var callbacks = Memory.callbacks
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

    /// A growing file in memory, driven by libsndfile's callbacks.
    private final class Memory {
        var bytes: [UInt8] = []
        var position = 0

        static let callbacks = SF_VIRTUAL_IO(
            get_filelen: { context in sf_count_t(Memory.from(context)?.bytes.count ?? 0) },
            seek: { offset, whence, context in
                guard let memory = Memory.from(context) else { return -1 }
                let origin = [SEEK_SET: 0, SEEK_CUR: memory.position, SEEK_END: memory.bytes.count][whence] ?? 0
                memory.position = max(0, origin + Int(offset))
                return sf_count_t(memory.position)
            },
            read: { destination, count, context in
                guard let memory = Memory.from(context), let destination else { return 0 }
                let part = memory.bytes.dropFirst(memory.position).prefix(Int(count))
                destination.copyMemory(from: Array(part), byteCount: part.count)
                memory.position += part.count
                return sf_count_t(part.count)
            },
            write: { source, count, context in
                guard let memory = Memory.from(context) else { return 0 }
                let end = memory.position + Int(count)
                if memory.bytes.count < end {
                    memory.bytes += [UInt8](repeating: 0, count: end - memory.bytes.count)
                }
                memory.bytes.withUnsafeMutableBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: bytes[memory.position..<end])
                        .copyMemory(from: UnsafeRawBufferPointer(start: source, count: Int(count)))
                }
                memory.position = end
                return count
            },
            tell: { context in sf_count_t(Memory.from(context)?.position ?? 0) })

        static func from(_ context: UnsafeMutableRawPointer?) -> Memory? {
            context.map { Unmanaged<Memory>.fromOpaque($0).takeUnretainedValue() }
        }
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
