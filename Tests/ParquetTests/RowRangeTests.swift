import Foundation
import Parquet
import Synchronization
import TestSupport
import Testing

/// A source in memory that notes what is read of it, and may fail.
final class NotingSource: ByteSource {
    let name = "https://example.org/a.parquet"
    let bytes: Data
    let readSize: Int
    let isRemote: Bool
    private let noted = Mutex<[Range<Int64>]>([])
    private let failure = Mutex<(@Sendable (Data) throws -> Data)?>(nil)

    convenience init(_ url: URL, readSize: Int = 16, isRemote: Bool = false) throws {
        self.init(try Data(contentsOf: url), readSize: readSize, isRemote: isRemote)
    }

    init(_ bytes: Data, readSize: Int = 16, isRemote: Bool = false) {
        self.bytes = bytes
        self.isRemote = isRemote
        self.readSize = readSize
    }

    var size: Int64 { Int64(bytes.count) }

    var ranges: [Range<Int64>] { noted.withLock { $0 } }

    func forget() { noted.withLock { $0 = [] } }

    func fail(_ change: @escaping @Sendable (Data) throws -> Data) { failure.withLock { $0 = change } }

    func read(_ range: Range<Int64>) throws -> Data {
        noted.withLock { $0.append(range) }
        let part = bytes[Int(range.lowerBound)..<Int(range.upperBound)]
        return try failure.withLock { $0 }?(part) ?? part
    }
}

@Suite("Parquet: some rows and columns")
struct RowRangeTests {
    @Test(
        "Any range of rows is read, also across row groups",
        arguments: [0..<12, 0..<1, 3..<9, 4..<5, 5..<10, 9..<12, 11..<12, 6..<6, 0..<0, 12..<12], [1, 2, 64])
    func ranges(rows: Range<Int>, batchSize: Int) throws {
        let file = try ParquetFile(fixture("old-snappy"))
        #expect(file.rowGroups == [0..<5, 5..<10, 10..<12])
        let batches = try file.batches(["text", "audio_codes", "audio"], in: rows, batchSize: batchSize)
        #expect(batches.flatMap(\.rows) == Array(rows))
        for batch in batches {
            let expected = ExampleRows.values(batch.rows)
            for column in ["text", "audio_codes", "audio"] { #expect(batch[column] == expected[column]) }
            #expect(batch["votes"] == nil)
        }
    }

    @Test(
        "Row groups without rows are passed over, at the ends and in the middle",
        arguments: [0..<12, 0..<5, 3..<6, 5..<9, 4..<10, 8..<12, 9..<12, 5..<5], [1, 2, 64])
    func emptyGroups(rows: Range<Int>, batchSize: Int) throws {
        let file = try ParquetFile(fixture("empty-groups"))
        #expect(file.rowGroups == [0..<0, 0..<5, 5..<5, 5..<5, 5..<9, 9..<9, 9..<12, 12..<12])
        let batches = try file.batches(["text", "audio_codes", "audio"], in: rows, batchSize: batchSize)
        #expect(batches.flatMap(\.rows) == Array(rows))
        for batch in batches {
            let expected = ExampleRows.values(batch.rows)
            for column in ["text", "audio_codes", "audio"] { #expect(batch[column] == expected[column]) }
        }
    }

    @Test("A file of nothing but row groups without rows has none")
    func onlyEmptyGroups() throws {
        let file = try ParquetFile(fixture("only-empty-groups"))
        #expect(file.rowCount == 0 && file.rowGroups == [0..<0, 0..<0, 0..<0])
        #expect(try file.batches(file.columns.map(\.name)).isEmpty)
    }

    @Test("The paths of recordings are read without their bytes, alone and beside them")
    func paths() throws {
        let source = try NotingSource(fixture("none"))
        let file = try ParquetFile(source)
        source.forget()
        let paths = ParquetValues.text((0..<12).map(ExampleRows.path))
        #expect(try file.batches(["audio.path"])[0]["audio.path"] == paths)
        // The bytes come first, and take more than half of the file's first kilobyte.
        let read = source.ranges.reduce(0) { $0 + $1.count }
        #expect(read < 400)
        let both = try file.batches(["audio.path", "audio"])[0]
        #expect(both["audio.path"] == paths && both["audio"] == ExampleRows.values(0..<12)["audio"])
    }

    @Test("What is fetched of a remote file at once serves all reads of these columns")
    func fetching() throws {
        let source = try NotingSource(fixture("old-snappy"), isRemote: true)
        let file = try ParquetFile(source)
        source.forget()
        let fetched = try file.fetching(["text", "audio_codes", "audio.path"], in: 3..<12)
        #expect(source.ranges.count == 1)
        let batches = try fetched.batches(["text", "audio_codes", "audio.path"], in: 3..<12)
        for batch in batches { #expect(batch["text"] == ExampleRows.values(batch.rows)["text"]) }
        #expect(batches.flatMap(\.rows) == Array(3..<12))
        #expect(source.ranges.count == 1)
        let missing = ParquetError.missingColumn(
            path: source.name, column: "x", columns: file.columns.map(\.name))
        #expect(throws: missing) { try file.fetching(["x"], in: 0..<1) }

        let local = try ParquetFile(fixture("old-snappy"))
        #expect(try local.fetching(["text"], in: 0..<12) === local)
    }

    @Test("Row groups outside the range are not read")
    func skipping() throws {
        let source = try NotingSource(fixture("old-snappy"))
        let file = try ParquetFile(source)
        func read(_ rows: Range<Int>) throws -> Range<Int64> {
            source.forget()
            _ = try file.batches(file.columns.map(\.name), in: rows)
            return (source.ranges.map(\.lowerBound).min() ?? 0)..<(source.ranges.map(\.upperBound).max() ?? 0)
        }
        let (first, second, third) = try (read(0..<5), read(5..<10), read(11..<12))
        #expect(first.lowerBound < 10 && first.upperBound <= second.lowerBound)
        #expect(second.upperBound <= third.lowerBound && third.upperBound < source.size)
        #expect(try read(3..<3) == 0..<0)
    }

    @Test("Several threads read one file at once")
    func threads() async throws {
        let file = try ParquetFile(fixture("pages-2"))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let batches = try file.batches(["audio", "text"], batchSize: 3)
                    return batches.allSatisfy { batch in
                        let expected = ExampleRows.values(batch.rows)
                        return batch["audio"] == expected["audio"] && batch["text"] == expected["text"]
                    }
                }
            }
            for try await same in group { #expect(same) }
        }
    }

    @Test("A source that fails, while the footer or a page is read, gives its own reason")
    func failures() throws {
        struct Gone: Error, CustomStringConvertible { let description = "the link has expired" }
        let source = try NotingSource(fixture("zstd"))
        let file = try ParquetFile(source)
        source.fail { _ in throw Gone() }
        let expired = ParquetError.unreadable(path: source.name, reason: "the link has expired")
        #expect(throws: expired) { try ParquetFile(source) }
        #expect(throws: expired) { try file.batches(["text"]) }
        source.fail { $0.dropLast() }
        #expect(throws: ParquetError.self) { try ParquetFile(source) }
        let short = try #require(throws: ParquetError.self) { try file.batches(["language"]) }
        #expect(
            short == .unreadable(path: source.name, reason: "86 bytes came, where 87 were asked for"))
    }
}
