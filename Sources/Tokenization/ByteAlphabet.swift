/// The printable characters in which `vocab.json` and `merges.txt` write bytes.
///
/// The 188 bytes that Latin-1 prints stand for themselves; the others follow from U+0100 on, in order. The space is `Ġ`.
/// The 256 first ids of a vocabulary are in the order of ``order``.
///
/// Reference: `bytes_to_unicode` of GPT-2.
enum ByteAlphabet {
    /// All bytes: first those that stand for themselves, then the rest.
    static let order: [UInt8] = printable + (0...255).filter { !printable.contains($0) }

    /// The byte that each character stands for; all characters are below U+0144.
    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, scalar) in scalars.enumerated() {
            bytes[Int(scalar.value)] = UInt8(byte)
        }
        return bytes
    }()

    /// The character of each byte.
    private static let scalars: [Unicode.Scalar] = {
        var scalars = (0...255).map { Unicode.Scalar(UInt8($0)) }
        var next: UInt16 = 0x100
        for byte in order.dropFirst(printable.count) {
            scalars[Int(byte)] = Unicode.Scalar(next) ?? scalars[Int(byte)]
            next += 1
        }
        return scalars
    }()

    private static let printable: [UInt8] = Array(33...126) + Array(161...172) + Array(174...255)

    /// The bytes that `token` stands for, or `nil` if it holds a character that is none of the 256.
    static func bytes(of token: some StringProtocol) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.utf8.count)
        for scalar in token.unicodeScalars {
            guard scalar.value < bytes.count, let byte = bytes[Int(scalar.value)] else { return nil }
            result.append(byte)
        }
        return result
    }

    /// How `bytes` are written.
    static func string(for bytes: some Sequence<UInt8>) -> String {
        var string = String.UnicodeScalarView()
        string.append(contentsOf: bytes.lazy.map { scalars[Int($0)] })
        return String(string)
    }
}
