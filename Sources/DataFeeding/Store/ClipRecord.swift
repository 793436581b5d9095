import Randomness
import SpeechDataset

/// The bytes of a clip in a `ClipStore`.
///
/// Lengths of the id, the language, the text and the instruct (all ones for none), frames and codebooks as 32-bit integers, then
/// the texts in UTF-8 and the codes of 16 bits, and FNV-1a over all that; little endian throughout.
enum ClipRecord {
    private static let none = UInt32.max
    private static let headerSize = 24

    static func encode(_ clip: StoredClip) -> [UInt8] {
        let texts = [clip.id, clip.language, clip.text, clip.instruct].map { $0.map { Array($0.utf8) } }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerSize + texts.reduce(0) { $0 + ($1?.count ?? 0) } + 2 * clip.codes.values.count + 8)
        for text in texts { bytes.append(littleEndian: text.map { UInt32($0.count) } ?? none) }
        bytes.append(littleEndian: UInt32(clip.codes.frames))
        bytes.append(littleEndian: UInt32(clip.codes.codebooks))
        for text in texts { bytes += text ?? [] }
        for value in clip.codes.values { bytes.append(littleEndian: UInt16(bitPattern: value)) }
        bytes.append(littleEndian: checksum(bytes[...]))
        return bytes
    }

    /// The clip in these bytes, or nil when anything about them is wrong.
    static func decode(_ bytes: [UInt8], speaker: Int) -> StoredClip? {
        guard bytes.count >= headerSize + 8 else { return nil }
        let end = bytes.count - 8
        guard bytes.integer(at: end, as: UInt64.self) == checksum(bytes[..<end]) else { return nil }
        let numbers = (0..<6).map { bytes.integer(at: 4 * $0, as: UInt32.self) }
        let (frames, codebooks) = (Int(numbers[4]), Int(numbers[5]))
        let lengths = numbers[..<4].map { $0 == none ? 0 : Int($0) }
        // Of 32 bits each, so that their product may not fit into an integer.
        let values = frames.multipliedReportingOverflow(by: codebooks)
        guard codebooks > 0, !values.overflow, values.partialValue <= end,
            headerSize + lengths.reduce(0, +) + 2 * values.partialValue == end
        else { return nil }
        var position = headerSize
        let texts = lengths.map { length in
            defer { position += length }
            return String(decoding: bytes[position..<position + length], as: UTF8.self)
        }
        let codes = stride(from: position, to: end, by: 2).map {
            Int16(bitPattern: bytes.integer(at: $0, as: UInt16.self))
        }
        return StoredClip(
            id: texts[0], speaker: speaker, text: texts[2], language: texts[1],
            instruct: numbers[3] == none ? nil : texts[3],
            codes: Codes(frames: frames, codebooks: codebooks, values: codes))
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        StableHash(of: bytes).value
    }
}

extension [UInt8] {
    package mutating func append(littleEndian value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    func integer<Integer: FixedWidthInteger>(at position: Int, as type: Integer.Type) -> Integer {
        var value: Integer = 0
        for index in 0..<Integer.bitWidth / 8 {
            value |= Integer(truncatingIfNeeded: self[position + index]) << Integer(8 * index)
        }
        return value
    }
}
