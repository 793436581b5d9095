import Foundation
import Parquet

/// The rows that `Scripts/parquet_fixtures.py` stores in many ways.
enum ExampleRows {
    static let count = 12

    static let columns = [
        ParquetColumn("audio", .audio), ParquetColumn("text", .text), ParquetColumn("language", .text),
        ParquetColumn("votes", .int64), ParquetColumn("duration", .float32), ParquetColumn("audio_codes", .codes),
    ]

    /// The values of some rows.
    static func values(_ rows: Range<Int>) -> [String: ParquetValues] {
        [
            "audio": .audio(rows.map { $0 == 5 ? nil : ParquetAudio(bytes: bytes($0), path: path($0)) }),
            "text": .text(rows.map { $0 == 3 ? nil : "Sentence \($0): ɗaya" }),
            "language": .text(rows.map { _ in "Hausa" }),
            "votes": .integer(rows.map { $0 == 4 ? nil : Int64($0) * 1000 }),
            "duration": .real(rows.map { $0 == 8 ? nil : Double($0) / 4 }),
            "audio_codes": .codes(rows.map { $0 == 7 ? nil : codes($0) }),
        ]
    }

    static func bytes(_ row: Int) -> Data { Data((0..<40 + row).map { UInt8((row * 7 + $0) % 256) }) }

    static func path(_ row: Int) -> String? { row == 5 || row == 6 ? nil : "clip\(row).flac" }

    private static func codes(_ row: Int) -> ParquetCodes {
        let frames = row % 4
        let values = (0..<frames * 16).map { Int16((row * 100 + $0) % 2048) }
        return ParquetCodes(frames: frames, codebooks: frames == 0 ? 0 : 16, values: values)
    }
}

/// Where a file of the fixtures lies.
func fixture(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).parquet")
}

extension ParquetFile {
    /// All batches of some columns.
    func batches(_ columns: [String], in rows: Range<Int>? = nil, batchSize: Int = 64) throws -> [ParquetBatch] {
        let rows = try self.rows(columns, in: rows, batchSize: batchSize)
        var batches: [ParquetBatch] = []
        while let batch = try rows.next() { batches.append(batch) }
        return batches
    }
}
