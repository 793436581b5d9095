import Audio
import Crypto
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

    /// The SHA-256 of a file, read in pieces of 1 MiB, in hexadecimal.
    static func file(_ url: URL) throws(CorpusError) -> String {
        do {
            let handle = try FileHandle(forReadingFrom: url)
            var hash = SHA256()
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
            try handle.close()
            return Hash256(hash.finalize()).description
        } catch {
            throw .unreadable(path: url.path, reason: describe(error))
        }
    }
}
