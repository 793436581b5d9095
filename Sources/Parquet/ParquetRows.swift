import CArrow
import Foundation

/// Rows of a file, batch by batch.
///
/// One thread at a time may use it.
public final class ParquetRows {
    private let file: ParquetFile
    private let selections: [Selection]
    private let wanted: Range<Int>
    private let reader: SourceReader
    private let handle: carrow_rows?
    /// The first row that the C layer has not handed out.
    private var position: Int

    init(
        _ selections: [Selection], _ rows: Range<Int>, of file: ParquetFile, batchSize: Int
    ) throws(ParquetError) {
        self.file = file
        self.selections = selections
        wanted = rows
        reader = SourceReader(file.source)
        // Arrow ends at the first row group without rows, which Range does not count as overlapping.
        let groups = file.rowGroups.indices.filter { file.rowGroups[$0].overlaps(rows) }.map(Int32.init)
        guard let first = groups.first else {
            handle = nil
            position = rows.upperBound
            return
        }
        position = file.rowGroups[Int(first)].lowerBound
        var handle = carrow_rows()
        do {
            try check(
                carrow_rows_open(
                    &handle, file.footer.handle, reader.makeSource(), selections.map(\.handle), Int32(selections.count),
                    groups, Int32(groups.count), Int64(batchSize), Int64(file.source.readSize)))
        } catch {
            throw ParquetError(error, reader: reader, path: file.name, row: position)
        }
        self.handle = handle
    }

    deinit {
        if let handle { carrow_rows_free(handle) }
    }

    /// Reads the next rows, and returns nil after the last one.
    ///
    /// - Throws: `ParquetError.damaged` or `.unreadable` when the file does not give them; `.integerTooLarge` for a value,
    ///   after which the next call goes on behind the batch.
    public func next() throws(ParquetError) -> ParquetBatch? {
        guard let handle else { return nil }
        while position < wanted.upperBound {
            var batch = carrow_batch()
            do {
                try check(carrow_rows_next(&batch, handle))
            } catch {
                throw ParquetError(error, reader: reader, path: file.name, row: position)
            }
            guard batch.pointer != nil else {
                throw .damaged(path: file.name, row: position, reason: "there are fewer rows than the footer announces")
            }
            defer { carrow_batch_free(batch) }
            let start = position
            position += Int(carrow_batch_row_count(batch))
            let rows = (start..<position).clamped(to: wanted)
            if rows.isEmpty { continue }
            var columns: [String: ParquetValues] = [:]
            var flaws: [String: [Int: CodesFlaw]] = [:]
            for (index, selection) in selections.enumerated() {
                let column = BatchColumn(
                    carrow_batch_column(batch, Int32(index)), selection, start: start, in: file.name)
                columns[selection.name] = try column.values(rows, flaws: &flaws[selection.name, default: [:]])
            }
            return ParquetBatch(rows: rows, columns: columns, flaws: flaws)
        }
        return nil
    }
}
