/// Some rows next to each other, of the columns that were asked for.
public struct ParquetBatch: Sendable {
    /// Which rows of the file they are, counted from 0.
    public let rows: Range<Int>
    private let columns: [String: ParquetValues]

    private let flaws: [String: [Int: CodesFlaw]]

    init(rows: Range<Int>, columns: [String: ParquetValues], flaws: [String: [Int: CodesFlaw]]) {
        self.rows = rows
        self.columns = columns
        self.flaws = flaws
    }

    /// The values of a column, one for each row; nil when it was not asked for.
    public subscript(column: String) -> ParquetValues? { columns[column] }

    /// What is wrong with the codes of a column, by the row of the file; the values of these rows are nil.
    public func flaws(of column: String) -> [Int: CodesFlaw] { flaws[column] ?? [:] }
}
