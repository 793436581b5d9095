import Foundation
import Parquet

/// A Parquet file: its footer, and all its rows.
enum ParquetReader {
    private struct Bytes: ByteSource {
        let name = "input.parquet"
        let data: Data
        var size: Int64 { Int64(data.count) }

        func read(_ range: Range<Int64>) throws -> Data {
            guard range.upperBound <= size else { throw CocoaError(.fileReadTooLarge) }
            return data[data.startIndex + Int(range.lowerBound)..<data.startIndex + Int(range.upperBound)]
        }
    }

    static func read(_ input: Data) throws {
        let file = try ParquetFile(Bytes(data: input))
        let rows = try file.rows(file.columns.map(\.name))
        while let batch = try rows.next() { _ = batch }
    }
}
