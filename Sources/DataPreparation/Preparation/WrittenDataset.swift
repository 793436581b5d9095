import Files
import Foundation

/// What was written into a dataset's folder, and of what, so that a run which would write the same writes nothing.
struct WrittenDataset: Codable, Equatable {
    /// A split of a speaker.
    struct Split: Codable, Equatable {
        /// Stands for every value of every row, and the columns.
        var fingerprint: String
        var examples: Int
        /// Bytes of the rows in memory, as Arrow counts them.
        var bytes: Int64
        /// The shards.
        var files: [File]
    }

    /// A file, by its path in the dataset's folder.
    struct File: Codable, Equatable {
        var path: String
        var size: Int64
    }

    /// The splits by their names, by speaker.
    var speakers: [String: [String: Split]] = [:]

    /// Reads what earlier runs noted; nothing where that is missing or of another version.
    init(in folder: WorkingFolder) {
        guard let data = try? Data(contentsOf: folder.record),
            let written = try? JSONDecoder().decode(WrittenDataset.self, from: data)
        else { return }
        self = written
    }

    /// A split as it is on the disk; nil where it is missing, was made of other rows, or its files are no longer what they were.
    func split(_ name: String, of speaker: String, fingerprint: String, in folder: WorkingFolder) -> Split? {
        guard let split = speakers[speaker]?[name], split.fingerprint == fingerprint else { return nil }
        let isWhole = split.files.allSatisfy { file in
            Self.size(of: folder.dataset.appendingPathComponent(file.path)) == file.size
        }
        return isWhole ? split : nil
    }

    /// The size of a file, or of the one that a link leads to, in bytes; nil where there is none.
    static func size(of file: URL) -> Int64? { try? FileState(of: file).size }
}
