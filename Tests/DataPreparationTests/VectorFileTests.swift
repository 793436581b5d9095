import Files
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("The file of vectors")
struct VectorFileTests {
    let folder: TemporaryFolder
    private var file: URL { folder.file("vectors.bin") }

    init() throws { folder = try TemporaryFolder() }

    private func id(_ number: Int) -> Hash256 { Hash256(hashing: Data("\(number)".utf8)) }

    /// Five vectors of eight numbers.
    private func write() throws -> [UInt8] {
        var vectors = try VectorFile(file)
        for number in 0..<5 { _ = try vectors.add((0..<8).map { Float($0 * number + 1) }, for: id(number)) }
        return [UInt8](try Data(contentsOf: file))
    }

    @Test("Vectors come back with the length 1, and one that was cut off is dropped")
    func roundTrip() throws {
        let content = try write()
        let vectors = try VectorFile(file)
        let vector = try #require(try vectors.vector(of: id(3)))
        #expect(vector.count == 8 && abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
        #expect(try vectors.vector(of: id(5)) == nil)
        try Data(content.dropLast(3)).write(to: file)
        let cut = try VectorFile(file)
        #expect(try cut.vector(of: id(3)) == vector && cut.vector(of: id(4)) == nil)
    }

    @Test(
        "A head that is damaged is not believed: the file begins anew",
        arguments: [0, 1, 7, 9, 16, 1 << 16, 1 << 24, 0x7FFF_FFFF, 0xFFFF_FFFF])
    func head(width: UInt32) throws {
        var content = try write()
        for byte in 0..<4 { content[byte] = UInt8(truncatingIfNeeded: width >> UInt32(8 * byte)) }
        try Data(content).write(to: file)
        var vectors = try VectorFile(file)
        for number in 0..<5 { #expect(try vectors.vector(of: id(number)) == nil) }
        _ = try vectors.add([3, 4], for: id(9))
        #expect(try VectorFile(file).vector(of: id(9)) == [0.6, 0.8])
    }

    @Test("Any bytes are a file without vectors, and a vector of another width replaces all")
    func anything() throws {
        for count in [1, 3, 4, 5, 40, 1000] {
            for value in [UInt8(0), 1, 255] {
                try Data(repeating: value, count: count).write(to: file)
                #expect(try VectorFile(file).vector(of: id(0)) == nil)
            }
        }
        try FileManager.default.removeItem(at: file)
        _ = try write()
        var vectors = try VectorFile(file)
        _ = try vectors.add([0, 2, 0], for: id(7))
        let again = try VectorFile(file)
        #expect(try again.vector(of: id(7)) == [0, 1, 0] && again.vector(of: id(1)) == nil)
    }
}
