import Files
import SpeechDataset

/// The format of a file with codes.
///
/// `Q3TTSCOD`, then version, T and Q as 32-bit integers, T × Q codes of 16 bits, and the SHA-256 of all that; little endian throughout.
enum CodeFile {
    private static let magic = Array("Q3TTSCOD".utf8)
    private static let version: UInt32 = 1
    private static let headerSize = 20
    private static let checksumSize = 32

    static func encode(_ codes: Codes) -> [UInt8] {
        var bytes = magic
        for number in [version, UInt32(codes.frames), UInt32(codes.codebooks)] {
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
        }
        bytes.reserveCapacity(bytes.count + 2 * codes.values.count + checksumSize)
        for value in codes.values {
            bytes.append(UInt8(truncatingIfNeeded: value))
            bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        }
        return bytes + Digest.of(bytes)
    }

    /// The codes in a file, or nil when anything about it is wrong.
    static func decode(_ bytes: [UInt8]) -> Codes? {
        guard bytes.count >= headerSize + checksumSize, bytes.starts(with: magic) else { return nil }
        let content = bytes.dropLast(checksumSize)
        guard Digest.of(content) == Array(bytes.suffix(checksumSize)) else { return nil }
        let numbers = stride(from: magic.count, to: headerSize, by: 4).map { start in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
        }
        let (frames, codebooks) = (Int(numbers[1]), Int(numbers[2]))
        let payload = content.dropFirst(headerSize)
        guard numbers[0] == version, codebooks > 0, payload.count == 2 * frames * codebooks else { return nil }
        let values = stride(from: payload.startIndex, to: payload.endIndex, by: 2).map { index in
            Int16(bitPattern: UInt16(payload[index]) | UInt16(payload[index + 1]) << 8)
        }
        return Codes(frames: frames, codebooks: codebooks, values: values)
    }
}
