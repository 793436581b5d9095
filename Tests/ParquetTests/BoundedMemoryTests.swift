import Foundation
import Parquet
import TestSupport
import Testing

@Suite("Parquet: memory")
struct BoundedMemoryTests {
    /// The most memory this process has held, in megabytes.
    static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) / 1024
    }

    @Test("A row group of 300 MB is read in the memory of a batch and a few pages")
    func reading() async throws {
        let folder = try TemporaryFolder()
        let url = folder.file("large.parquet")
        let writer = try ParquetWriter(url, columns: [ParquetColumn("audio", .audio)], rowGroupBytes: .max)
        var noise = Noise(seed: 1)
        var bytes = Data((0..<100_000).map { _ in UInt8.random(in: 0...255, using: &noise) })
        for row in 0..<3000 {
            for place in 0..<10 { bytes[place * 10_000] = UInt8((row >> (place % 2 * 8)) & 255) }
            try writer.append(["audio": .audio([ParquetAudio(bytes: bytes, path: "\(row).flac")])])
        }
        _ = try writer.close()
        await #expect(processExitsWith: .success) { [path = url.path as String] in
            let file = try ParquetFile(URL(filePath: path))
            #expect(file.rowGroups == [0..<3000])
            let before = try BoundedMemoryTests.peak()
            let rows = try file.rows(["audio"])
            var count = 0
            while let batch = try rows.next() { count += batch.rows.count }
            #expect(count == 3000)
            // A batch of 64 rows has 6.4 MB. It is there as Arrow's and as ours, the next one is read meanwhile into buffers
            // that double when they are full, and the allocator holds on to what was freed: 45 MB in all, however
            // long the row group is.
            let growth = try BoundedMemoryTests.peak() - before
            #expect(growth < 100, "\(growth) MB")
        }
    }
}
