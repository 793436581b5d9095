import Foundation
import Parquet
import TestSupport
import Testing

@Suite("Parquet: files that cannot be used")
struct DamageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func changed(_ name: String, _ change: (inout [UInt8]) -> Void) throws -> URL {
        var bytes = Array(try Data(contentsOf: fixture(name)))
        change(&bytes)
        return try folder.file("changed.parquet", bytes)
    }

    private func open(_ url: URL) -> ParquetError? {
        do {
            _ = try ParquetFile(url)
            return nil
        } catch { return error }
    }

    @Test("What is missing, a folder, empty or something else is told apart")
    func wrongFiles() throws {
        let nowhere = folder.file("nowhere.parquet")
        #expect(open(nowhere) == .missing(path: nowhere.path))
        #expect(open(folder.url) == .isFolder(path: folder.url.path))
        let empty = try folder.file("empty", [])
        #expect(open(empty) == .empty(path: empty.path))
        for text in ["P", "PAR", "RIFF....WAVEfmt ", String(repeating: "a,b\n", count: 1000)] {
            let other = try folder.file("other", Array(text.utf8))
            #expect(open(other) == .notParquet(path: other.path))
        }
    }

    @Test("A file that is cut off anywhere says so", arguments: [4, 5, 8, 11, 12, 100, 2000, 3884])
    func truncated(count: Int) throws {
        let url = try changed("zstd") { $0 = Array($0.prefix(count)) }
        #expect(open(url) == .truncated(path: url.path, size: Int64(count)))
    }

    @Test("A broken footer says what the decoder says")
    func brokenFooter() throws {
        let garbage = try changed("zstd") { bytes in
            for index in bytes.count - 500..<bytes.count - 8 { bytes[index] = 0xff }
        }
        guard case .brokenFooter(garbage.path, _) = open(garbage) else {
            Issue.record("\(String(describing: open(garbage)))")
            return
        }
        let tooLong = try changed("zstd") { bytes in
            bytes.replaceSubrange(bytes.count - 8..<bytes.count - 4, with: [0xff, 0xff, 0xff, 0x7f])
        }
        #expect(
            open(tooLong)?.description
                == """
                The footer of the Parquet file '\(tooLong.path)' is broken: download or copy it again. The decoder says: \
                Parquet file size is \(try Data(contentsOf: tooLong).count) bytes, smaller than the size reported by \
                footer's (2147483647bytes).
                """)
    }

    @Test("A footer with any byte changed is read or refused, and never ends the process")
    func anyFooter() throws {
        let size = try Data(contentsOf: fixture("no-rows")).count
        for index in stride(from: size - 8 - 700, to: size, by: 3) {
            for value: UInt8 in [0, 0x15, 0x7f, 0xff] {
                let url = try changed("no-rows") { $0[index] = value }
                _ = open(url)
            }
        }
    }

    @Test("A damaged page names the first row that is lost")
    func damagedPage() throws {
        // Where the first page, of the first row group's recordings, tells how long it is.
        let url = try changed("old-snappy") { $0[20] ^= 0x55 }
        let file = try ParquetFile(url)
        let error = try #require(throws: ParquetError.self) { try file.batches(["audio"]) }
        #expect(
            error.description
                == """
                The Parquet file '\(url.path)' is damaged: its rows cannot be decoded from row 0 (counted from 0) on. \
                Download or copy it again. The decoder says: Corrupt snappy compressed data.
                """)
        #expect(try file.batches(["audio"], in: 5..<12)[0]["audio"] == ExampleRows.values(5..<12)["audio"])
    }

    @Test("Pages with a checksum are checked")
    func checksum() throws {
        let whole = try Data(contentsOf: fixture("small-pages"))
        // A letter of a text in a page, where its length comes before it, decodes as well as another.
        let place = try #require(whole.firstRange(of: Data([17, 0, 0, 0]) + Data("Sentence 9".utf8)))
        let url = try changed("small-pages") { $0[place.lowerBound + 4] = UInt8(ascii: "s") }
        let error = try #require(throws: ParquetError.self) { try ParquetFile(url).batches(["text"], batchSize: 1) }
        guard case .damaged(url.path, _, let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains("CRC checksum verification failed"))
    }

    @Test("Pages with any byte changed are read or refused, and never end the process")
    func anyPage() throws {
        for name in ["old-snappy", "delta", "zstd"] {
            for index in stride(from: 4, to: 1500, by: 23) {
                let url = try changed(name) { $0[index] ^= 0xff }
                guard let file = try? ParquetFile(url) else { continue }
                _ = try? file.batches(file.columns.map(\.name), batchSize: 3)
            }
        }
    }

    @Test("A column that is not there, or not of a type that is read, is refused before anything is read")
    func columns() throws {
        let url = fixture("types")
        let file = try ParquetFile(url)
        let columns = file.columns.map(\.name)
        for name in ["sentence", "bytes.and.path.nothing", "int8.x", ""] {
            #expect(throws: ParquetError.missingColumn(path: url.path, column: name, columns: columns)) {
                try file.rows(["int8", name])
            }
        }
        #expect(throws: ParquetError.unreadableColumn(path: url.path, column: "date", type: "date32[day]")) {
            try file.rows(["date"])
        }
        #expect(
            throws: ParquetError.integerTooLarge(path: url.path, column: "uint64", row: 2, value: .max)
        ) { try file.batches(["uint64"]) }
    }

    @Test("Codes that are no matrix are named by row, in one pass beside those that are", arguments: [1, 3, 64])
    func codes(batchSize: Int) throws {
        let flaws: [Int: CodesFlaw] = [
            0: .ragged(frame: 1, found: 1, expected: 2), 1: .incomplete(frame: 1), 2: .incomplete(frame: 0),
            3: .tooLarge(frame: 1, code: 40000),
        ]
        let batches = try ParquetFile(fixture("odd-codes")).batches(["audio_codes"], batchSize: batchSize)
        #expect(batches.map(\.rows.count).reduce(0, +) == 5)
        for batch in batches {
            #expect(batch.flaws(of: "audio_codes") == flaws.filter { batch.rows.contains($0.key) })
            let codes = batch.rows.map { $0 == 4 ? ParquetCodes(frames: 1, codebooks: 2, values: [5, 6]) : nil }
            #expect(batch["audio_codes"] == .codes(codes))
            #expect(batch.flaws(of: "text").isEmpty)
        }
        #expect(
            flaws.sorted { $0.key < $1.key }.map { "\($0.value)" } == [
                "the frame 1 (counted from 0) has 1 codes, where the first one has 2",
                "the frame 1 (counted from 0) is null or has a code that is",
                "the frame 0 (counted from 0) is null or has a code that is",
                "the frame 1 (counted from 0) has the code 40000, which does not fit 16 bits",
            ])
    }
}
