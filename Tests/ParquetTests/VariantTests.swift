import Foundation
import Parquet
import TestSupport
import Testing

@Suite("Parquet: files as they are found")
struct VariantTests {
    @Test(
        "The same rows are read however they are stored",
        arguments: [
            "old-snappy", "gzip", "zstd", "brotli", "lz4", "none", "pages-2", "format-1", "small-pages", "delta",
            "large",
            "views", "dictionary", "datasets",
        ], [1, 5, 64])
    func variants(name: String, batchSize: Int) throws {
        let file = try ParquetFile(fixture(name))
        #expect(file.columns == ExampleRows.columns)
        #expect(file.rowCount == ExampleRows.count)
        let batches = try file.batches(file.columns.map(\.name), batchSize: batchSize)
        #expect(batches.first?.rows.lowerBound == 0 && batches.last?.rows.upperBound == ExampleRows.count)
        for batch in batches {
            #expect(batch.rows.count <= batchSize)
            for (column, values) in ExampleRows.values(batch.rows) { #expect(batch[column] == values) }
        }
    }

    @Test("What the writer writes is what the datasets library writes, byte for byte")
    func identity() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("ours.parquet")
        let model = try ParquetFile(fixture("datasets"))
        let writer = try ParquetWriter(
            url, columns: ExampleRows.columns, metadata: model.metadata.filter { $0.key == "huggingface" })
        try writer.append(ExampleRows.values(0..<7))
        try writer.append(ExampleRows.values(7..<12))
        let summary = try writer.close()
        let ours = try Data(contentsOf: url)
        #expect(try ours == Data(contentsOf: fixture("datasets")))
        #expect(summary.rows == 12 && summary.fileBytes == ours.count)
    }

    @Test("A row group ends when it has enough bytes, and further notes are kept in the footer")
    func rowGroups() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("groups.parquet")
        let writer = try ParquetWriter(
            url, columns: [ParquetColumn("binary", .binary)], metadata: ["huggingface": "{}", "a note": "ɗaya"],
            rowGroupBytes: 1000)
        for _ in 0..<5 { try writer.append(["binary": .binary([Data(count: 400), nil])]) }
        #expect(try writer.close().rows == 10)
        let file = try ParquetFile(url)
        #expect(file.rowGroups == [0..<5, 5..<10])
        #expect(
            file.metadata.filter { $0.key != "ARROW:schema" } == [
                "huggingface": "{}", "a note": "ɗaya",
                "content_defined_chunking":
                    #"{"min_chunk_size": 262144, "max_chunk_size": 1048576, "norm_level": 0}"#,
            ])
        #expect(try file.batches(["binary"]).map(\.rows) == [0..<10])
    }

    @Test("A file without rows has columns and no batches")
    func noRows() throws {
        let file = try ParquetFile(fixture("no-rows"))
        #expect(file.columns == ExampleRows.columns && file.rowCount == 0)
        #expect(try file.batches(["text", "audio"]).isEmpty)
        let folder = try TemporaryFolder()
        let writer = try ParquetWriter(folder.file("none.parquet"), columns: ExampleRows.columns)
        #expect(try writer.close().rows == 0)
        #expect(try ParquetFile(folder.file("none.parquet")).columns == ExampleRows.columns)
    }

    @Test("Numbers of every width are read, and a column in which nothing ever was")
    func types() throws {
        let file = try ParquetFile(fixture("types"))
        #expect(
            file.columns == [
                ParquetColumn("int8", .int16), ParquetColumn("uint8", .int16), ParquetColumn("uint16", .int32),
                ParquetColumn("uint32", .int64), ParquetColumn("uint64", .int64), ParquetColumn("float16", .float32),
                ParquetColumn("nothing", .text), ParquetColumn("date", .other("date32[day]")),
                ParquetColumn("numbers", .other("list<element: int64>")),
                ParquetColumn("waveform", .other("struct<array: list<element: double>, sampling_rate: int64>")),
                ParquetColumn("bytes.and.path", .audio),
            ])
        let expected: [String: ParquetValues] = [
            "int8": .integer([-128, nil, 127]), "uint8": .integer([0, nil, 255]),
            "uint16": .integer([0, nil, 65535]), "uint32": .integer([0, nil, 4_294_967_295]),
            "float16": .real([0.5, nil, -2]), "nothing": .text([nil, nil, nil]),
            // Further fields of a struct are passed over.
            "bytes.and.path": .audio([
                ParquetAudio(bytes: Data("a".utf8), path: nil), nil, ParquetAudio(bytes: Data("c".utf8), path: nil),
            ]),
            "bytes.and.path.more": .integer([1, nil, 3]),
            "waveform.sampling_rate": .integer([16000, nil, nil]),
        ]
        let batches = try file.batches(expected.keys.sorted())
        for (column, values) in expected { #expect(batches[0][column] == values) }
    }
}
