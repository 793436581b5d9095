import Foundation
import TestSupport
import Testing

@testable import Parquet

@Suite("Files between reads")
struct OpenFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ texts: [String]) throws -> URL {
        let writer = try ParquetWriter(folder.file(name), columns: [ParquetColumn("text", .text)])
        try writer.append(["text": .text(texts)])
        _ = try writer.close()
        return folder.file(name)
    }

    private func descriptors(of url: URL) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) == url.path
        }
    }

    @Test("A file that is not being read is not open, however many there are")
    func closed() throws {
        let url = try write("a.parquet", ["one", "two"])
        let file = try ParquetFile(url)
        let rows = try file.rows(["text"])
        #expect(try descriptors(of: url) == 0)
        let batch = try #require(try rows.next())
        #expect(batch["text"] == .text(["one", "two"]))
        #expect(try descriptors(of: url) == 0)
    }

    @Test("A file that another takes the place of is told, and not read as the first")
    func replaced() throws {
        let url = try write("a.parquet", ["one", "two"])
        let file = try ParquetFile(url)
        try FileManager.default.removeItem(at: url)
        _ = try FileManager.default.copyItem(at: try write("b.parquet", ["three"]), to: url)
        let expected = ParquetError.unreadable(
            path: url.path, reason: "it was changed or replaced while it was read")
        #expect(throws: expected) { _ = try file.rows(["text"]).next() }
    }

    @Test(
        "Parts near each other are read as one",
        arguments: [
            ([0..<10, 20..<30], [0..<30]), ([40..<50, 0..<10], [0..<50]), ([5..<5], []), ([0..<10, 2..<5], [0..<10]),
            ([0..<10, 3_000_000..<3_000_001], [0..<10, 3_000_000..<3_000_001]),
        ] as [([Range<Int64>], [Range<Int64>])])
    func merged(spans: [Range<Int64>], expected: [Range<Int64>]) {
        #expect(ParquetFile.merged(spans) == expected)
    }
}
