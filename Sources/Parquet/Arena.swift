import CArrow
import Foundation

/// Texts that the C layer borrows for the length of a call.
final class Arena {
    private var buffers: [UnsafeMutableBufferPointer<UInt8>] = []

    deinit {
        for buffer in buffers { buffer.deallocate() }
    }

    /// A copy that lives as long as the arena.
    func bytes(_ text: String) -> carrow_bytes {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
        _ = buffer.initialize(from: text.utf8)
        buffers.append(buffer)
        return carrow_bytes(UnsafeBufferPointer(buffer))
    }

    /// Copies of keys and values, sorted by key.
    func pairs(_ texts: [String: String]) -> [carrow_pair] {
        texts.sorted { $0.key < $1.key }.map { carrow_pair(key: bytes($0.key), value: bytes($0.value)) }
    }
}
