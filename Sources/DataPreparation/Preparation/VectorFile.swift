import Files
import Foundation

/// The vectors of a speaker's clips, of length 1, on the disk: memory keeps only where each is.
///
/// Records of 32 bytes for the clip and four for each number, little endian, the first record led by the number of numbers.
struct VectorFile {
    private let url: URL
    private let handle: FileHandle
    private var width = 0
    private var positions: [Hash256: Int32] = [:]

    /// No model makes vectors of more numbers, so that a damaged head is not believed.
    private static let maximumWidth = 1 << 16

    /// Opens the vectors of an earlier run, or none; an incomplete one at the end is dropped, and a damaged file begins anew.
    init(_ url: URL) throws {
        self.url = url
        do {
            if !FileState.isFile(url) { try Data().write(to: url) }
            handle = try FileHandle(forUpdating: url)
            // What is damaged is computed again.
            if try !readRecords() { try clear() }
        } catch {
            throw FileError.cannotWrite(path: url.path, reason: SystemError.reason(of: error))
        }
    }

    /// Notes where each vector is; false when the file is not what it should be.
    private mutating func readRecords() throws -> Bool {
        guard let head = try handle.read(upToCount: 4), head.count == 4 else { return false }
        width = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard (1...Self.maximumWidth).contains(width) else { return false }
        let size = 32 + 4 * width
        var count: Int32 = 0
        while let record = try handle.read(upToCount: size), record.count == size {
            let square = Self.values([UInt8](record.dropFirst(32))).reduce(0.0) { $0 + Double($1) * Double($1) }
            // Read with a wrong width, hardly any has the length 1, and a recording of silence may have none.
            guard !(abs(square - 1) > 1e-3) || square == 0 else { return false }
            positions[Hash256(record.prefix(32))] = count
            count += 1
        }
        try handle.truncate(atOffset: UInt64(4 + Int(count) * size))
        return count > 0
    }

    private mutating func clear() throws {
        try handle.truncate(atOffset: 0)
        positions = [:]
        width = 0
    }

    /// The vector of a clip, or nil when it is not there.
    func vector(of id: Hash256) throws -> [Float]? {
        guard let position = positions[id] else { return nil }
        do {
            try handle.seek(toOffset: UInt64(4 + Int(position) * (32 + 4 * width) + 32))
            let bytes = [UInt8](try handle.read(upToCount: 4 * width) ?? Data())
            guard bytes.count == 4 * width else { return nil }
            return Self.values(bytes)
        } catch {
            throw FileError.unreadable(path: url.path, reason: SystemError.reason(of: error))
        }
    }

    /// Keeps the vector of a clip, made to have length 1, and returns it so.
    mutating func add(_ vector: [Float], for id: Hash256) throws -> [Float] {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let unit = length > 0 ? vector.map { Float(Double($0) / length) } : vector
        do {
            // The vectors of one model have one width: another one is that of a damaged head.
            if vector.count != width { try clear() }
            var bytes: [UInt8] = []
            if width == 0 {
                width = vector.count
                bytes += Self.bytes(UInt32(width))
            }
            bytes += id.bytes
            for value in unit { bytes += Self.bytes(value.bitPattern) }
            let end = try handle.seekToEnd()
            let position = end == 0 ? 0 : (Int(end) - 4) / (32 + 4 * width)
            try handle.write(contentsOf: Data(bytes))
            positions[id] = Int32(position)
        } catch {
            throw FileError.cannotWrite(path: url.path, reason: SystemError.reason(of: error))
        }
        return unit
    }

    private static func values(_ bytes: [UInt8]) -> [Float] {
        stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
        }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}
