/// The line of a transcript file that something comes from.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// The transcript file's path.
    public var file: String

    /// The line's number, counted from 1.
    public var line: Int

    /// Names a line of a file.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `path:line`, as compilers write it.
    public var description: String { "\(file):\(line)" }
}
