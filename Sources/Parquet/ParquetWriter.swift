import CArrow
import Files
public import Foundation

/// Writes a Parquet file as the `datasets` library does, so that readers see all of it or nothing.
///
/// Rows gather in memory until they fill a row group. The file is written beside its place, which it takes when it is
/// closed; one that is not closed, or fails, leaves nothing. One thread at a time may use it.
public final class ParquetWriter {
    private let url: URL
    private let partial: String
    let columns: [ParquetColumn]
    /// Nil when the file is closed or has failed.
    private var handle: carrow_writer?
    private var failure: ParquetError?

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - url: where the file will be; one that is there is replaced when the new one is complete.
    ///   - columns: what the rows have, in this order; `.other` cannot be written.
    ///   - metadata: what to note in the footer; `huggingface` becomes part of Arrow's schema as well.
    ///   - rowGroupBytes: at how many bytes of values a row group ends: as much as memory holds of them.
    /// - Throws: `ParquetError.cannotWrite`, `.outputIsFolder` or `.outputFolderMissing`.
    public init(
        _ url: URL, columns: [ParquetColumn], metadata: [String: String] = [:], rowGroupBytes: Int = 100_000_000
    ) throws(ParquetError) {
        let path = url.path
        self.url = url
        self.columns = columns
        partial = AtomicFile.partialPath(of: path)
        let descriptor = try Self.create(partial, for: url)
        var handle = carrow_writer()
        do {
            let inSchema = metadata.filter { $0.key == "huggingface" }
            var others = metadata.filter { $0.key != "huggingface" }
            // How the pages were cut, as the `datasets` library notes it.
            others["content_defined_chunking"] =
                #"{"min_chunk_size": 262144, "max_chunk_size": 1048576, "norm_level": 0}"#
            let arena = Arena()
            let fields = columns.map { carrow_field(name: arena.bytes($0.name), kind: $0.type.kind) }
            let schemaPairs = arena.pairs(inSchema)
            let pairs = arena.pairs(others)
            try check(
                carrow_writer_open(
                    &handle, descriptor, fields, Int32(fields.count), schemaPairs, Int32(schemaPairs.count), pairs,
                    Int32(pairs.count), Int64(rowGroupBytes)))
        } catch {
            unlink(partial)
            throw ParquetError(writing: path, error)
        }
        self.handle = handle
    }

    deinit { discard() }

    /// Adds rows: for each column of the file as many values as for every other.
    ///
    /// - Throws: `ParquetError.cannotWrite`, as when the disk is full; the file is given up then.
    public func append(_ values: [String: ParquetValues]) throws(ParquetError) {
        let count = values.first?.value.count ?? 0
        let cells = columns.map { column in
            guard let cells = values[column.name] else { preconditionFailure("'\(column.name)' has no values") }
            precondition(cells.count == count, "'\(column.name)' has \(cells.count) values and another \(count)")
            return cells
        }
        precondition(values.count == columns.count, "there are values for \(values.keys.sorted())")
        try writing { handle throws(ArrowError) in
            for row in 0..<count {
                for (index, cells) in cells.enumerated() {
                    try append(cells, row, to: handle, Int32(index))
                }
                try check(carrow_writer_end_row(handle))
            }
        }
    }

    /// Writes what is left and the footer, waits for the disk, and puts the file in its place.
    ///
    /// - Throws: `ParquetError.cannotWrite`; the file is given up then.
    public func close() throws(ParquetError) -> ParquetSummary {
        var summary = carrow_summary()
        try writing { handle throws(ArrowError) in try check(carrow_writer_close(&summary, handle)) }
        if let handle { carrow_writer_free(handle) }
        handle = nil
        guard rename(partial, url.path) == 0 else {
            let error = ParquetError.cannotWrite(path: url.path, reason: SystemError.last)
            failure = error
            unlink(partial)
            throw error
        }
        return ParquetSummary(
            rows: Int(summary.rows), arrowBytes: Int(summary.arrow_bytes), fileBytes: Int(summary.file_bytes))
    }

    /// Gives the file up when the body fails.
    private func writing(_ body: (carrow_writer) throws(ArrowError) -> Void) throws(ParquetError) {
        if let failure { throw failure }
        guard let handle else { preconditionFailure("the file '\(url.path)' is closed") }
        do {
            try body(handle)
        } catch {
            let error = ParquetError(writing: url.path, error)
            failure = error
            discard()
            throw error
        }
    }

    private func discard() {
        guard let handle else { return }
        carrow_writer_free(handle)
        self.handle = nil
        unlink(partial)
    }

    private static func create(_ partial: String, for url: URL) throws(ParquetError) -> Int32 {
        let path = url.path
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw .outputIsFolder(path: path) }
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor < 0 else { return descriptor }
        let number = errno
        let folder = url.deletingLastPathComponent().path
        throw number == ENOENT
            ? .outputFolderMissing(path: path, folder: folder)
            : .cannotWrite(path: path, reason: SystemError.words(for: number))
    }
}

/// What was written.
public struct ParquetSummary: Sendable, Equatable {
    /// How many rows the file has.
    public let rows: Int
    /// How many bytes the rows take in memory, as Arrow counts them: what a dataset card calls `num_bytes`.
    public let arrowBytes: Int
    /// The length of the file in bytes: a dataset card's `num_bytes` of its download.
    public let fileBytes: Int
}
