import Files
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
        hash(try reporting { () throws(FileError) in try Digest.ofFile(URL(filePath: path)) })
    }

    /// A file's path, size and time of change, in nanoseconds where the system keeps them.
    static func identity(ofFile path: String) throws(CorpusError) -> String {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
            let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
            return "\(path)\0\(size)\0\(changed)"
        } catch {
            throw .unreadable(path: path, reason: describe(error))
        }
    }

    private func hash(_ text: String) -> Hash256 { Hash256(hashing: Data(text.utf8) + rules) }
}
