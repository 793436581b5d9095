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

    /// Opens the vectors of an earlier run, or none; an incomplete one at the end is dropped.
    init(_ url: URL) throws(CorpusError) {
        self.url = url
        do {
            if !RecordingPath.exists(url) { try Data().write(to: url) }
            handle = try FileHandle(forUpdating: url)
            guard let head = try handle.read(upToCount: 4), head.count == 4 else {
                try handle.truncate(atOffset: 0)
                return
            }
            width = head.reversed().reduce(0) { $0 << 8 | Int($1) }
            let size = 32 + 4 * width
            var count: Int32 = 0
            while let record = try handle.read(upToCount: size), record.count == size {
                positions[Hash256(record.prefix(32))] = count
                count += 1
            }
            try handle.truncate(atOffset: UInt64(4 + Int(count) * size))
        } catch {
            throw .cannotWrite(path: url.path, reason: describe(error))
        }
    }

    /// The vector of a clip, or nil when it is not there.
    func vector(of id: Hash256) throws(CorpusError) -> [Float]? {
        guard let position = positions[id] else { return nil }
        do {
            try handle.seek(toOffset: UInt64(4 + Int(position) * (32 + 4 * width) + 32))
            let bytes = [UInt8](try handle.read(upToCount: 4 * width) ?? Data())
            guard bytes.count == 4 * width else { return nil }
            return (0..<width).map { index in
                Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) })
            }
        } catch {
            throw .unreadable(path: url.path, reason: describe(error))
        }
    }

    /// Keeps the vector of a clip, made to have length 1, and returns it so.
    mutating func add(_ vector: [Float], for id: Hash256) throws(CorpusError) -> [Float] {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let unit = length > 0 ? vector.map { Float(Double($0) / length) } : vector
        var bytes: [UInt8] = []
        if width == 0 {
            width = vector.count
            bytes += Self.bytes(UInt32(width))
        }
        precondition(vector.count == width, "vectors of one model have one width")
        bytes += id.bytes
        for value in unit { bytes += Self.bytes(value.bitPattern) }
        do {
            let end = try handle.seekToEnd()
            let position = end == 0 ? 0 : (Int(end) - 4) / (32 + 4 * width)
            try handle.write(contentsOf: Data(bytes))
            positions[id] = Int32(position)
        } catch {
            throw .cannotWrite(path: url.path, reason: describe(error))
        }
        return unit
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}
