/// The line of a transcript, or the row of a Parquet file, that something comes from.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// The file's path, or its place on the Hub.
    public var file: String

    /// The line's number, counted from 1, or the row's, counted from 0 as Python's datasets do.
    public var line: Int

    /// Names a line of a file.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `line 3` or `row 3`.
    var place: String { "\(file.hasSuffix(".parquet") ? "row" : "line") \(line)" }

    /// `path:line`, as compilers write it, or `path, row 3`.
    public var description: String { file.hasSuffix(".parquet") ? "\(file), \(place)" : "\(file):\(line)" }
}
