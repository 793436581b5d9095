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

    @Test(
        "A footer with any byte changed is read or refused, and never ends the process",
        arguments: ["no-rows", "old-snappy"])
    func anyFooter(name: String) throws {
        let size = try Data(contentsOf: fixture(name)).count
        for index in stride(from: size - 8 - 700, to: size, by: 3) {
            for value: UInt8 in [0, 0x15, 0x7f, 0xff] {
                let url = try changed(name) { $0[index] = value }
                guard let file = try? ParquetFile(url) else { continue }
                _ = try? file.batches(file.columns.map(\.name), batchSize: 3)
            }
        }
    }

    /// The file `old-snappy`, whose row groups have 5, 5 and 2 rows, with other numbers for the first one's rows.
    private func footers(firstGroup rows: Int64) throws -> [URL] {
        // In the footer's notation a field of 64 bits, the first behind the second, and twice the number, or so.
        var number = UInt64(bitPattern: rows << 1 ^ rows >> 63)
        var bytes: [UInt8] = [0x16]
        while number > 127 {
            bytes.append(UInt8(number & 127 | 128))
            number >>= 7
        }
        bytes.append(UInt8(number))
        let whole = Array(try Data(contentsOf: fixture("old-snappy")))
        let length = whole[whole.count - 8..<whole.count - 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        let start = whole.count - 8 - length
        let places = (start..<whole.count - 9).filter { whole[$0] == 0x16 && whole[$0 + 1] == 10 }
        return try places.enumerated().map { index, place in
            let footer = whole[start..<place] + bytes + whole[(place + 2)..<(whole.count - 8)]
            let size = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
            return try folder.file("changed-\(index)", whole[..<start] + footer + size + Array("PAR1".utf8))
        }
    }

    @Test(
        "Row groups of impossible lengths are refused",
        arguments: [
            (-5, "The row group 0 (counted from 0) has -5 rows"), (-1, "The row group 0 (counted from 0) has -1 rows"),
            (.min, "The row group 0 (counted from 0) has \(Int64.min) rows"),
            (.max, "The row group 1 (counted from 0) has 5 rows"), (6, "The row groups have 13 rows, and the file 12"),
            (1 << 40, "The row groups have 1099511627783 rows, and the file 12"),
        ] as [(Int64, String)])
    func rowCounts(rows: Int64, reason: String) throws {
        let found = try footers(firstGroup: rows).compactMap { url in
            open(url)?.description.replacing(url.path, with: "a")
        }
        #expect(
            found.contains(
                "The footer of the Parquet file 'a' is broken: download or copy it again. The decoder says: \(reason)."),
            "\(found)")
    }

    @Test("Whole files with a few bits changed are read or refused, quickly and in little memory")
    func anyBits() async throws {
        await #expect(processExitsWith: .success) {
            let names = ["old-snappy", "zstd", "pages-2", "delta", "dictionary", "empty-groups", "odd-rows", "types"]
            let files = try names.map { try Data(contentsOf: fixture($0)) }
            let (before, clock) = (try BoundedMemoryTests.peak(), ContinuousClock())
            for seed in 0..<600 {
                var noise = Noise(seed: UInt64(seed))
                var bytes = try #require(files.randomElement(using: &noise))
                for _ in 0..<Int.random(in: 1...4, using: &noise) {
                    bytes[Int.random(in: 4..<bytes.count, using: &noise)] ^= 1 << UInt8.random(in: 0..<8, using: &noise)
                }
                let elapsed = clock.measure {
                    guard let file = try? ParquetFile(NotingSource(bytes)) else { return }
                    for column in file.columns { _ = try? file.batches([column.name], batchSize: 3) }
                }
                #expect(elapsed < .seconds(5), "the seed \(seed) took \(elapsed)")
            }
            let growth = try BoundedMemoryTests.peak() - before
            #expect(growth < 400, "\(growth) MB")
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

    @Test("A page that claims more than a file of its size can hold is refused before memory is taken for it")
    func claimsTooMuch() throws {
        // Out of fuzzing: 9 kB that asked for 0.8 GB.
        let file = try ParquetFile(fixture("claims-too-much"))
        #expect {
            let rows = try file.rows(file.columns.map(\.name))
            while let batch = try rows.next() { _ = batch }
        } throws: { error in
            "\(error)".contains("bytes in one piece, more than a file of its size can hold")
        }
    }
}
