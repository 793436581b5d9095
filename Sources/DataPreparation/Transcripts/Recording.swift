public import Audio
import Foundation

/// Where a recording is: in a file of its own, in a part of one, or in a row of a Parquet file.
public enum Recording: Sendable, Equatable {
    /// The file's path.
    case file(String)
    /// The path of a file that the line says is so many seconds long, which it must be.
    case announced(String, seconds: Double)
    /// The path of a file, and the part of it that is the recording.
    case segment(String, AudioSegment)
    /// A row, counted from 0.
    case row(ParquetShard, Int)

    /// What messages call it.
    var name: String {
        switch self {
        case .file(let path), .announced(let path, _): path
        case .segment(let path, let segment): "\(path) (\(segment))"
        case .row(let shard, let row): "\(Origin(file: shard.name, line: row))"
        }
    }

    /// The path of the file that it is in; nil for a row.
    var path: String? {
        switch self {
        case .file(let path), .announced(let path, _), .segment(let path, _): path
        case .row: nil
        }
    }

    /// The same recording where its file has another path; a row stays what it is.
    func at(_ path: String) -> Recording {
        switch self {
        case .file: .file(path)
        case .announced(_, let seconds): .announced(path, seconds: seconds)
        case .segment(_, let segment): .segment(path, segment)
        case .row: self
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
