public import Files
public import Foundation
import Synchronization

/// The clips of a dataset in one local file, ready for training: read in any order, by many threads, without the dataset.
///
/// In memory stay 16 bytes per clip.
public final class ClipStore: Sendable {
    /// What there is, as a whole.
    public let summary: ClipSummary
    /// Clips to train on come first, speaker after speaker; then those to validate with.
    public let trainCount: Int

    private let entries: [ClipStoreFormat.Entry]
    private let end: UInt64
    private let path: String
    private let file: Mutex<FileHandle>

    /// Opens a store; nil when there is none, or it was not finished, or it is damaged, also in its numbers: then it is to be made again.
    ///
    /// - Throws: `FileError.unreadable` when there is a file that cannot be read.
    public init?(_ url: URL) throws(FileError) {
        guard FileState.isFile(url) else { return nil }
        path = url.path
        do {
            let handle = try FileHandle(forReadingFrom: url)
            let size = Int(try handle.seekToEnd())
            func bytes(_ start: Int, _ count: Int) throws -> [UInt8] {
                try handle.seek(toOffset: UInt64(start))
                return Array(try handle.read(upToCount: count) ?? Data())
            }
            guard size >= ClipStoreFormat.head.count + ClipStoreFormat.tailSize,
                try bytes(0, ClipStoreFormat.head.count) == ClipStoreFormat.head,
                let tail = ClipStoreFormat.Tail(
                    try bytes(size - ClipStoreFormat.tailSize, ClipStoreFormat.tailSize), fileSize: size)
            else { return nil }
            let index = try bytes(tail.indexOffset, ClipStoreFormat.entrySize * tail.clips)
            let text = try bytes(tail.indexOffset + index.count, tail.summaryLength)
            guard ClipStoreFormat.digest(index: index, summary: text) == tail.digest,
                let summary = try? JSONDecoder().decode(ClipSummary.self, from: Data(text))
            else { return nil }
            let entries = (0..<tail.clips).map { ClipStoreFormat.Entry(index, at: $0 * ClipStoreFormat.entrySize) }
            let offsets = entries.map(\.offset) + [UInt64(tail.indexOffset)]
            guard zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
                entries.allSatisfy({ $0.speaker < summary.speakers.count })
            else { return nil }
            self.summary = summary
            trainCount = tail.trainClips
            end = UInt64(tail.indexOffset)
            self.entries = entries
            file = Mutex(handle)
        } catch {
            throw FileError.unreadable(path: url.path, reason: SystemError.reason(of: error))
        }
    }

    /// The number of clips.
    public var count: Int { entries.count }

    /// The frames of a clip.
    public func frames(_ index: Int) -> Int { Int(entries[index].frames) }
    /// The text tokens of a clip.
    public func tokens(_ index: Int) -> Int { Int(entries[index].tokens) }
    /// The number of a clip's speaker.
    public func speaker(_ index: Int) -> Int { Int(entries[index].speaker) }

    /// Reads a clip.
    ///
    /// - Throws: `DataFeedingError.brokenStore` when its bytes are not those that were written.
    public func clip(_ index: Int) throws -> StoredClip {
        let start = entries[index].offset
        let next = index + 1 < entries.count ? entries[index + 1].offset : end
        let bytes: [UInt8]
        do {
            bytes = try file.withLock { file in
                try file.seek(toOffset: start)
                return Array(try file.read(upToCount: Int(next - start)) ?? Data())
            }
        } catch {
            throw FileError.unreadable(path: path, reason: SystemError.reason(of: error))
        }
        guard let clip = ClipRecord.decode(bytes, speaker: speaker(index)) else {
            throw DataFeedingError.brokenStore(path: path, clip: index)
        }
        return clip
    }
}
