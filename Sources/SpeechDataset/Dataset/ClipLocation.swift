/// A row of a dataset's file.
public struct ClipLocation: Codable, Sendable, Hashable {
    /// The file's path.
    public var file: String
    /// The row, from 0.
    public var row: Int

    /// Names a row.
    public init(file: String, row: Int) {
        self.file = file
        self.row = row
    }
}
