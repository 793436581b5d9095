import CSoundFile
import Foundation

/// A file in memory that is being written, driven by libsndfile's callbacks.
final class MemoryFile {
    private(set) var bytes: [UInt8] = []
    private var position = 0

    /// For `sf_open_virtual`, whose context is the file, passed unretained.
    static let callbacks = SF_VIRTUAL_IO(
        get_filelen: { context in sf_count_t(MemoryFile.from(context)?.bytes.count ?? 0) },
        seek: { offset, whence, context in
            guard let memory = MemoryFile.from(context) else { return -1 }
            let origin = [SEEK_SET: 0, SEEK_CUR: memory.position, SEEK_END: memory.bytes.count][whence] ?? 0
            memory.position = max(0, origin + Int(offset))
            return sf_count_t(memory.position)
        },
        read: { _, _, _ in 0 },
        write: { source, count, context in
            guard let memory = MemoryFile.from(context), let source else { return 0 }
            memory.write(UnsafeRawBufferPointer(start: source, count: Int(count)))
            return count
        },
        tell: { context in sf_count_t(MemoryFile.from(context)?.position ?? 0) })

    private func write(_ source: UnsafeRawBufferPointer) {
        let end = position + source.count
        if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
        bytes.withUnsafeMutableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[position..<end]).copyMemory(from: source)
        }
        position = end
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> MemoryFile? {
        context.map { Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
    }
}
