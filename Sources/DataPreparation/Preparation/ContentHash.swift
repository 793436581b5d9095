import Audio
import Files
import Foundation

/// Names made of contents.
enum ContentHash {
    /// The SHA-256 of a clip's 16-bit samples (little endian).
    static func id(of waveform: Waveform) -> Hash256 {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * waveform.samples.count)
        for sample in waveform.pcm16 {
            bytes.append(UInt8(truncatingIfNeeded: sample))
            bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return Hash256(hashing: bytes)
    }
}
