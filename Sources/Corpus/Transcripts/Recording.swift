import Foundation

/// Where a recording is: in a file of its own, or in a row of a Parquet file.
public enum Recording: Sendable, Equatable {
    /// The file's path.
    case file(String)
    /// A row, counted from 0.
    case row(ParquetShard, Int)

    /// What messages call it.
    var name: String {
        switch self {
        case .file(let path): path
        case .row(let shard, let row): "\(Origin(file: shard.name, line: row))"
        }
    }
}

/// A Parquet file that has recordings.
public final class ParquetShard: Sendable, Equatable {
    /// The file on this machine.
    let file: URL
    /// What messages call it: its path, or its place on the Hub.
    let name: String
    /// Changes when the content does: a checksum, or the file's path, size and time of change.
    let identity: String
    /// The column with the recordings.
    let audioColumn: String

    init(file: URL, name: String, identity: String, audioColumn: String) {
        self.file = file
        self.name = name
        self.identity = identity
        self.audioColumn = audioColumn
    }

    /// Whether both are the same content.
    public static func == (first: ParquetShard, second: ParquetShard) -> Bool { first.identity == second.identity }
}
