/// Why a Parquet file could not be read or written.
public enum ParquetError: Error, Sendable, Equatable {
    /// There is no file at the path.
    case missing(path: String)
    /// The path leads to a folder.
    case isFolder(path: String)
    /// The file is there and its bytes cannot be read; `reason` is the system's or the server's.
    case unreadable(path: String, reason: String)
    /// The file has no bytes.
    case empty(path: String)
    /// The file does not begin as Parquet does.
    case notParquet(path: String)
    /// The file begins as Parquet does and does not end so.
    case truncated(path: String, size: Int64)
    /// What the file says about itself at its end cannot be understood; `reason` is the decoder's.
    case brokenFooter(path: String, reason: String)
    /// There is no such column.
    case missingColumn(path: String, column: String, columns: [String])
    /// The column is there and of a type that is not read.
    case unreadableColumn(path: String, column: String, type: String)
    /// The rows from this one on cannot be decoded; `reason` is the decoder's.
    case damaged(path: String, row: Int, reason: String)
    /// An integer without a sign does not fit 64 bits with one.
    case integerTooLarge(path: String, column: String, row: Int, value: UInt64)
    /// Memory ran out.
    case outOfMemory(path: String)
    /// The file cannot be written; `reason` is the system's.
    case cannotWrite(path: String, reason: String)
    /// A file shall be written to a path that leads to a folder.
    case outputIsFolder(path: String)
    /// A file shall be written into a folder that does not exist.
    case outputFolderMissing(path: String, folder: String)
}

extension ParquetError: CustomStringConvertible {
    /// What is wrong with which file, what was found and what to do about it.
    public var description: String {
        switch self {
        case .missing(let path):
            "The Parquet file '\(path)' does not exist: check its path."
        case .isFolder(let path):
            "The Parquet file '\(path)' is a folder: name a file in it."
        case .unreadable(let path, let reason):
            "The Parquet file '\(path)' cannot be read: \(reason)."
        case .empty(let path):
            "The Parquet file '\(path)' is empty (0 bytes): \(again)."
        case .notParquet(let path):
            "'\(path)' is not a Parquet file, which begins with the letters PAR1: name another file, or \(again)."
        case .truncated(let path, let size):
            "The Parquet file '\(path)' is cut off: it has \(size) bytes and no footer at its end. \(onceMore)."
        case .brokenFooter(let path, let reason):
            "The footer of the Parquet file '\(path)' is broken: \(again). The decoder says: \(reason)."
        case .missingColumn(let path, let column, let columns):
            columns.isEmpty
                ? "The Parquet file '\(path)' has no column '\(column)', nor any other."
                : "The Parquet file '\(path)' has no column '\(column)': its columns are \(list(columns))."
        case .unreadableColumn(let path, let column, let type):
            """
            The column '\(column)' of the Parquet file '\(path)' has the type '\(type)', which is not read: columns of texts, \
            bytes, numbers, booleans, recordings (bytes and a path) and codes (lists of lists of integers) are.
            """
        case .damaged(let path, let row, let reason):
            """
            The Parquet file '\(path)' is damaged: its rows cannot be decoded from row \(row) (counted from 0) on. \
            \(onceMore). The decoder says: \(reason).
            """
        case .integerTooLarge(let path, let column, let row, let value):
            """
            The number \(value) in the row \(row) (counted from 0) of the column '\(column)' of the Parquet file '\(path)' \
            is too large: the largest that is read is \(Int64.max).
            """
        case .outOfMemory(let path):
            "Memory ran out while the Parquet file '\(path)' was read or written: take fewer rows at a time."
        case .cannotWrite(let path, let reason):
            "The Parquet file '\(path)' cannot be written: \(reason)."
        case .outputIsFolder(let path):
            "The Parquet file '\(path)' cannot be written: it is a folder. Name a file in it."
        case .outputFolderMissing(let path, let folder):
            "The Parquet file '\(path)' cannot be written: the folder '\(folder)' does not exist. Make it, or choose another."
        }
    }

    private var again: String { "download or copy it again" }
    private var onceMore: String { "Download or copy it again" }

    private func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}
