import CSoundFile
import Foundation

/// A file in memory, which grows when it is written, driven by libsndfile's callbacks.
final class MemoryFile {
    private(set) var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    /// For `sf_open_virtual`, whose context is the file, passed unretained.
    static let callbacks = SF_VIRTUAL_IO(
        get_filelen: { context in sf_count_t(MemoryFile.from(context)?.bytes.count ?? 0) },
        seek: { offset, whence, context in
            guard let memory = MemoryFile.from(context) else { return -1 }
            let origin = [SEEK_SET: 0, SEEK_CUR: memory.position, SEEK_END: memory.bytes.count][whence] ?? 0
            memory.position = max(0, origin + Int(offset))
            return sf_count_t(memory.position)
        },
        read: { destination, count, context in
            guard let memory = MemoryFile.from(context), let destination else { return 0 }
            return sf_count_t(memory.read(Int(count), into: destination))
        },
        write: { source, count, context in
            guard let memory = MemoryFile.from(context), let source else { return 0 }
            memory.write(UnsafeRawBufferPointer(start: source, count: Int(count)))
            return count
        },
        tell: { context in sf_count_t(MemoryFile.from(context)?.position ?? 0) })

    private func read(_ count: Int, into destination: UnsafeMutableRawPointer) -> Int {
        let count = min(count, bytes.count - position)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { bytes in
            UnsafeMutableRawBufferPointer(start: destination, count: count)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
        }
        position += count
        return count
    }

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
