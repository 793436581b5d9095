import Foundation
import Parquet
import TestSupport
import Testing

@Suite("Parquet: what is written is read")
struct RoundTripTests {
    static let columns: [(ParquetColumn, ParquetValues)] = [
        (ParquetColumn("text", .text), .text(["one", nil, "", "ɗaya ƙwai 🙂", "e\u{0}f"])),
        (ParquetColumn("binary", .binary), .binary([Data([0, 255]), nil, Data(), Data([1]), Data(count: 1000)])),
        (ParquetColumn("int16", .int16), .integer([-32768, nil, 0, 1, 32767])),
        (ParquetColumn("int32", .int32), .integer([Int64(Int32.min), nil, 0, 1, Int64(Int32.max)])),
        (ParquetColumn("int64", .int64), .integer([.min, nil, 0, 1, .max])),
        (ParquetColumn("float32", .float32), .real([0.5, nil, -0.0, .infinity, 3])),
        (ParquetColumn("float64", .float64), .real([0.1, nil, 1e300, -1, 0])),
        (ParquetColumn("boolean", .boolean), .boolean([true, nil, false, true, true])),
        (
            ParquetColumn("audio", .audio),
            .audio([
                ParquetAudio(bytes: Data([1, 2, 3]), path: "a.flac"), nil, ParquetAudio(bytes: nil, path: "c.flac"),
                ParquetAudio(bytes: Data(), path: nil), ParquetAudio(bytes: nil, path: nil),
            ])
        ),
        (
            ParquetColumn("codes", .codes),
            .codes([
                ParquetCodes(frames: 2, codebooks: 3, values: [0, 1, 2, -3, 2047, 32767]), nil,
                ParquetCodes(frames: 0, codebooks: 0, values: []), ParquetCodes(frames: 2, codebooks: 0, values: []),
                ParquetCodes(frames: 1, codebooks: 1, values: [7]),
            ])
        ),
    ]

    @Test("A column of each type comes back with its nulls", arguments: columns)
    func types(column: ParquetColumn, values: ParquetValues) throws {
        let folder = try TemporaryFolder()
        let url = folder.file("one.parquet")
        let writer = try ParquetWriter(url, columns: [column])
        try writer.append([column.name: values])
        #expect(try writer.close().rows == 5)
        let file = try ParquetFile(url)
        #expect(file.columns == [column])
        let rows = try file.rows([column.name])
        let batch = try #require(try rows.next())
        #expect(batch.rows == 0..<5)
        #expect(batch[column.name] == values)
        #expect(try rows.next() == nil)
        #expect(try folder.names == ["one.parquet"])
    }
}
