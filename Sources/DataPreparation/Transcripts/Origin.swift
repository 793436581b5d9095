/// The line of a transcript, or the row of a Parquet file, that something comes from.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// The file's path, or its place on the Hub.
    public var file: String

    /// The line's number, counted from 1, or the row's, counted from 0 as Python's datasets do; 0 for a file that has no lines.
    public var line: Int

    /// Names a line of a file, or a file that has no lines.
    public init(file: String, line: Int = 0) {
        self.file = file
        self.line = line
    }

    private var isRow: Bool { file.hasSuffix(".parquet") }

    /// `line 3`, `row 3`, or the file's path where it has no lines.
    var place: String { isRow ? "row \(line)" : line == 0 ? file : "line \(line)" }

    /// The place as it is told to someone who looks at another.
    func place(from other: Origin) -> String { file == other.file ? place : description }

    /// `path:line`, as compilers write it, `path, row 3`, or the path.
    public var description: String { isRow ? "\(file), \(place)" : line == 0 ? file : "\(file):\(line)" }
}
