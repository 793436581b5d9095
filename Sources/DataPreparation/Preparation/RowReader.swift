import Foundation
import Parquet

/// Reads the recordings of Parquet files in the order of the rows, a few at a time.
struct RowReader {
    /// Rows in memory at a time.
    static let batchSize = 16

    private var shard: ParquetShard?
    private var file: ParquetFile?
    private var rows: ParquetRows?
    private var batch: (rows: Range<Int>, recordings: [ParquetAudio?]) = (0..<0, [])

    /// The recording in a row, or nil where it has none.
    ///
    /// Rows that are asked for in ascending order are read once; others cost a new start.
    ///
    /// - Throws: `ParquetError` when the file cannot be read.
    mutating func recording(in row: Int, of shard: ParquetShard) throws -> ParquetAudio? {
        if self.shard != shard || file == nil {
            file = try ParquetFile(shard.file)
            self.shard = shard
            rows = nil
            batch = (0..<0, [])
        }
        while !batch.rows.contains(row) {
            guard let file else { return nil }
            // Far ahead it is quicker to begin anew than to read what nobody wants.
            if rows == nil || row < batch.rows.lowerBound || row > batch.rows.upperBound + Self.batchSize {
                rows = try file.rows([shard.audioColumn], in: row..<file.rowCount, batchSize: Self.batchSize)
            }
            guard let next = try rows?.next() else { return nil }
            batch = (next.rows, Self.recordings(next[shard.audioColumn]))
        }
        return batch.recordings[row - batch.rows.lowerBound]
    }

    private static func recordings(_ values: ParquetValues?) -> [ParquetAudio?] {
        switch values {
        case .audio(let recordings): recordings
        case .binary(let recordings): recordings.map { $0.map { ParquetAudio(bytes: $0, path: nil) } }
        default: []
        }
    }
}
