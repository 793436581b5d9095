import Foundation
import Parquet
import TestSupport
import Testing

@Suite("Parquet: writing files that are whole or not there")
struct ParquetWriterTests {
    private let folder: TemporaryFolder
    private let column = ParquetColumn("binary", .binary)

    init() throws { folder = try TemporaryFolder() }

    @Test("A writer that is not closed leaves nothing, and keeps the file that was there")
    func unfinished() throws {
        let url = try folder.file("a.parquet", [1, 2, 3])
        do {
            let writer = try ParquetWriter(url, columns: [column], rowGroupBytes: 1000)
            try writer.append(["binary": .binary([Data(count: 5000), Data(count: 10)])])
            #expect(try folder.names.count == 2)
        }
        #expect(try folder.names == ["a.parquet"])
        #expect(try Data(contentsOf: url) == Data([1, 2, 3]))
    }

    @Test("Nobody sees the file before it is closed, and then it replaces the one that was there")
    func replaces() throws {
        let url = try folder.file("a.parquet", [1, 2, 3])
        let writer = try ParquetWriter(url, columns: [column])
        try writer.append(["binary": .binary([Data([7])])])
        #expect(try Data(contentsOf: url) == Data([1, 2, 3]))
        let summary = try writer.close()
        #expect(try Data(contentsOf: url).count == summary.fileBytes)
        #expect(try ParquetFile(url).batches(["binary"])[0]["binary"] == .binary([Data([7])]))
        #expect(try folder.names == ["a.parquet"])
    }

    @Test("A place where no file can be is refused at once")
    func refused() throws {
        #expect(throws: ParquetError.outputIsFolder(path: folder.url.path)) {
            try ParquetWriter(folder.url, columns: [column])
        }
        let nowhere = folder.file("nowhere")
        let file = nowhere.appending(path: "a.parquet")
        #expect(throws: ParquetError.outputFolderMissing(path: file.path, folder: nowhere.path)) {
            try ParquetWriter(file, columns: [column])
        }
        let inFile = try folder.file("file", [1]).appending(path: "a.parquet")
        #expect(throws: ParquetError.cannotWrite(path: inFile.path, reason: "Not a directory")) {
            try ParquetWriter(inFile, columns: [column])
        }
        #expect(try folder.names == ["file"])
    }

    @Test(
        "A full disk is told, nothing is left, and the writer stays failed",
        .enabled("needs the right to mount one") { try SmallDisk.isPossible() }, arguments: [100_000, 10_000_000])
    func fullDisk(rowGroupBytes: Int) throws {
        let place = folder.file("disk")
        let disk = try SmallDisk(at: place, megabytes: 1)
        defer { disk.unmount() }
        let url = place.appending(path: "a.parquet")
        let writer = try ParquetWriter(url, columns: [column], rowGroupBytes: rowGroupBytes)
        let full = ParquetError.cannotWrite(path: url.path, reason: "No space left on device")
        #expect(throws: full) {
            var noise = Noise(seed: 1)
            let bytes = Data((0..<50_000).map { _ in UInt8.random(in: 0...255, using: &noise) })
            // Each value is another, as equal ones would be stored once.
            for row in 0..<40 { try writer.append(["binary": .binary([bytes.dropFirst(row)])]) }
            _ = try writer.close()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
        #expect(throws: full) { try writer.append(["binary": .binary([nil])]) }
        #expect(throws: full) { try writer.close() }
    }

    @Test("The bytes of the rows are counted as Arrow counts them")
    func arrowBytes() throws {
        let columns = [ParquetColumn("text", .text), ParquetColumn("float", .float32)]
        let writer = try ParquetWriter(folder.file("a.parquet"), columns: columns)
        try writer.append(["text": .text(["four", "five!"]), "float": .real([1, 2])])
        // As Arrow counts: an offset of 4 bytes for each text, 9 letters, and two floats; no nulls, so nothing for them.
        let summary = try writer.close()
        #expect(summary.arrowBytes == 2 * 4 + 9 + 2 * 4)
    }
}
