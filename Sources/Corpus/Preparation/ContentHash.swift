import Audio
import Crypto
import Foundation

/// Names made of contents.
enum ContentHash {
    /// The SHA-256 of a clip's 16-bit samples (little endian), in hexadecimal.
    static func id(of waveform: Waveform) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * waveform.samples.count)
        for sample in waveform.pcm16 {
            bytes.append(UInt8(truncatingIfNeeded: sample))
            bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return hexadecimal(SHA256.hash(data: bytes))
    }

    /// What an index knows a recording by: its bytes and the limits that it was measured with.
    static func key(of recording: URL, limits: PreparationLimits) throws(CorpusError) -> String {
        let content = try file(recording)
        let rules = try DatasetJSON.line(limits.measuring)
        return hexadecimal(SHA256.hash(data: Data(content.utf8) + rules))
    }

    /// The SHA-256 of a file, read in pieces of 1 MiB, in hexadecimal.
    static func file(_ url: URL) throws(CorpusError) -> String {
        do {
            let handle = try FileHandle(forReadingFrom: url)
            var hash = SHA256()
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
            try handle.close()
            return hexadecimal(hash.finalize())
        } catch {
            throw .unreadable(path: url.path, reason: describe(error))
        }
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
