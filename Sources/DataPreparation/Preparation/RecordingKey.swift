import Audio
import Files
import Foundation
import SpeechDataset
import Synchronization

/// What an index knows a recording by.
///
/// The place alone tells, without reading any audio, that nothing changed; the content tells it where the place does not, as after a copy.
/// Both include the limits that the recording was measured with, so that nothing stale is ever found.
struct RecordingKey: Sendable {
    private let rules: Data
    private let segmentedFiles = SegmentedFiles()

    init(limits: PreparationLimits) throws { rules = try DatasetJSON.line(limits.measuring) }

    /// The key of a place: a file's path, size and time of change, with the part of it that is meant, or a shard's content and a row.
    ///
    /// - Throws: `FileError.unreadable` when the file has gone.
    func place(of recording: Recording) throws -> Hash256 {
        switch recording {
        case .file(let path), .announced(let path, _), .segment(let path, _):
            hash(try Self.identity(ofFile: path) + Self.part(of: recording))
        case .row(let shard, let row): hash("\(shard.identity)\0\(row)")
        }
    }

    /// The key of a recording's bytes.
    func content(_ bytes: Data) -> Hash256 { hash(Hash256(hashing: bytes).description) }

    /// The key of the bytes of a file, with the part of it that is meant.
    ///
    /// - Throws: `FileError.unreadable`.
    func content(ofFile recording: Recording) throws -> Hash256 {
        switch recording {
        case .file(let path), .announced(let path, _):
            let content = try Digest.ofFile(URL(filePath: path))
            return hash(content + Self.part(of: recording))
        case .segment(let path, _): return hash(try segmentedFiles.hash(of: path) + Self.part(of: recording))
        case .row: preconditionFailure("a row is known by its bytes")
        }
    }

    /// What tells a part of a file from the file and from its other parts.
    private static func part(of recording: Recording) -> String {
        switch recording {
        case .file, .row: ""
        case .announced(_, let seconds): "\0\(seconds)"
        case .segment(_, let segment): "\0\(segment.start)\0\(segment.duration.map { "\($0)" } ?? "")"
        }
    }

    /// A file's path, size and time of change; of a link, those of the file that it leads to.
    static func identity(ofFile path: String) throws -> String {
        let state = try FileState(of: URL(filePath: path))
        return "\(path)\0\(state.size)\0\(state.modified)"
    }

    private func hash(_ text: String) -> Hash256 { Hash256(hashing: Data(text.utf8) + rules) }
}

/// The hashes of files that have several segments, so that each file is read once for all of them.
private final class SegmentedFiles: Sendable {
    private let hashes = Mutex<[String: String]>([:])

    /// The SHA-256 of a file; who asks while it is computed waits, instead of reading the file too.
    func hash(of path: String) throws -> String {
        try hashes.withLock { hashes in
            if let hash = hashes[path] { return hash }
            let hash = try Digest.ofFile(URL(filePath: path))
            hashes[path] = hash
            return hash
        }
    }
}
