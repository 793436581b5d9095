import CArrow
public import Foundation

/// A Parquet file that can be read, on this computer or elsewhere.
///
/// Only its footer is in memory. Several threads may read from it at once.
public final class ParquetFile: Sendable {
    /// Its path, or what its source is called.
    public var name: String { source.name }
    /// How many rows it has.
    public let rowCount: Int
    /// Which rows each row group holds: what lies in one of them is stored together.
    public let rowGroups: [Range<Int>]
    /// Its columns, in its order; the fields of a struct are not listed.
    public let columns: [ParquetColumn]
    /// What was noted in the footer, such as `huggingface` with the features of the `datasets` library.
    public let metadata: [String: String]

    let source: any ByteSource
    let footer: Footer

    /// Opens a file and reads its footer.
    ///
    /// - Throws: `ParquetError` when there is no such file, it is no Parquet or its footer is broken.
    public convenience init(_ url: URL) throws(ParquetError) {
        try self.init(LocalFile(url))
    }

    /// Reads the footer of a file that lies elsewhere.
    ///
    /// - Throws: `ParquetError` when it cannot be read, is no Parquet or its footer is broken.
    public init(_ source: any ByteSource) throws(ParquetError) {
        self.source = source
        let footer = try Footer(of: source)
        self.footer = footer
        var groups: [Range<Int>] = []
        for count in footer.rowCounts {
            let start = groups.last?.upperBound ?? 0
            let (end, isTooLarge) = start.addingReportingOverflow(count)
            guard count >= 0, !isTooLarge else {
                throw .brokenFooter(
                    path: source.name, reason: "The row group \(groups.count) (counted from 0) has \(count) rows")
            }
            groups.append(start..<end)
        }
        let sum = groups.last?.upperBound ?? 0
        guard sum == footer.announcedRows else {
            throw .brokenFooter(
                path: source.name, reason: "The row groups have \(sum) rows, and the file \(footer.announcedRows)")
        }
        rowGroups = groups
        rowCount = groups.last?.upperBound ?? 0
        columns = footer.columns
        metadata = footer.metadata
    }

    /// The same file, whose bytes come from elsewhere.
    init(_ file: ParquetFile, reading source: any ByteSource) {
        self.source = source
        (footer, rowGroups, rowCount) = (file.footer, file.rowGroups, file.rowCount)
        (columns, metadata) = (file.columns, file.metadata)
    }

    /// Reads some columns of some rows, in order and in bounded memory.
    ///
    /// At a time, memory holds a batch and a page of each column, however large the row groups are. Row groups outside
    /// `rows` are not read; of the first and the last one in it, all that lies before the last row is.
    ///
    /// - Parameters:
    ///   - columns: the names of columns; `audio.path` is the field `path` of a struct, without reading its others.
    ///   - rows: which rows, counted from 0, or all.
    ///   - batchSize: how many rows a batch has at most.
    /// - Throws: `ParquetError.missingColumn`, or `.unreadableColumn` for one of another type than those that can be
    ///   read; reading itself throws in `ParquetRows.next()`.
    public func rows(
        _ columns: [String], in rows: Range<Int>? = nil, batchSize: Int = 64
    ) throws(ParquetError) -> ParquetRows {
        let rows = rows ?? 0..<rowCount
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "\(rows) lies outside 0..<\(rowCount)")
        precondition(batchSize > 0, "a batch has at least one row")
        var selections: [Selection] = []
        for column in columns { selections.append(try footer.select(column, in: name)) }
        return try ParquetRows(selections, rows, of: self, batchSize: batchSize)
    }
}
