import Audio
import Foundation

/// What an index knows a recording by.
///
/// The place alone tells, without reading any audio, that nothing changed; the content tells it where the place does not, as after a copy.
/// Both include the limits that the recording was measured with, so that nothing stale is ever found.
struct RecordingKey: Sendable {
    private let rules: Data

    init(limits: PreparationLimits) throws(CorpusError) { rules = try DatasetJSON.line(limits.measuring) }

    /// The key of a place: a file's path, size and time of change, or a shard's content and a row.
    ///
    /// - Throws: `CorpusError.unreadable` when the file has gone.
    func place(of recording: Recording) throws(CorpusError) -> Hash256 {
        switch recording {
        case .file(let path): hash("\(try Self.identity(ofFile: path))")
        case .row(let shard, let row): hash("\(shard.identity)\0\(row)")
        }
    }

    /// The key of a recording's bytes.
    func content(_ bytes: Data) -> Hash256 { hash(Hash256(hashing: bytes).description) }

    /// The key of a file's bytes.
    ///
    /// - Throws: `CorpusError.unreadable`.
    func content(ofFile path: String) throws(CorpusError) -> Hash256 {
        hash(try ContentHash.file(URL(filePath: path)))
    }

    /// A file's path, size and time of change; of a link, those of the file that it leads to.
    static func identity(ofFile path: String) throws(CorpusError) -> String {
        do throws(AudioError) {
            let status = try FileStatus(of: path)
            return "\(path)\0\(status.size)\0\(status.changed)"
        } catch .unreadable(_, let reason) {
            throw .unreadable(path: path, reason: reason)
        } catch {
            throw .unreadable(path: path, reason: "No such file or directory")
        }
    }

    private func hash(_ text: String) -> Hash256 { Hash256(hashing: Data(text.utf8) + rules) }
}
