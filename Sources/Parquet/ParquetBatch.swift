/// Some rows next to each other, of the columns that were asked for.
public struct ParquetBatch: Sendable {
    /// Which rows of the file they are, counted from 0.
    public let rows: Range<Int>
    private let columns: [String: ParquetValues]

    init(rows: Range<Int>, columns: [String: ParquetValues]) {
        self.rows = rows
        self.columns = columns
    }

    /// The values of a column, one for each row; nil when it was not asked for.
    public subscript(column: String) -> ParquetValues? { columns[column] }
}
