import Files
import Foundation
import SpeechDataset

/// Writes a `ClipStore` beside its place, under a name that no other writer has, and renames it when it is whole.
final class ClipStoreWriter {
    private let url: URL
    private let partial: URL
    private let handle: FileHandle
    private var buffer: [UInt8]
    private var offset = 0
    private var entries: [ClipStoreFormat.Entry] = []
    private var isFinished = false

    /// Opens a file beside the place, and removes what writers left there that are no more.
    init(_ url: URL, turn: ClipStoreTurn) throws {
        self.url = url
        partial = PartialClipStore.url(for: url)
        try PartialClipStore.removeAbandoned(of: url, turn: turn)
        do {
            try Data().write(to: partial)
            handle = try FileHandle(forWritingTo: partial)
        } catch {
            throw FileError.cannotWrite(path: url.path, reason: SystemError.reason(of: error))
        }
        buffer = ClipStoreFormat.head
    }

    deinit {
        // What was not finished is of no use; the codes made for it are in the cache.
        if !isFinished { try? FileManager.default.removeItem(at: partial) }
    }

    var count: Int { entries.count }

    func append(_ clip: StoredClip, tokens: Int) throws {
        entries.append(
            .init(
                offset: UInt64(offset + buffer.count), frames: UInt32(clip.codes.frames),
                tokens: UInt16(clamping: tokens), speaker: UInt16(clip.speaker)))
        buffer += ClipRecord.encode(clip)
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Writes what is left and puts the file into its place.
    func finish(trainCount: Int, _ summary: ClipSummary) throws {
        let indexOffset = offset + buffer.count
        var index: [UInt8] = []
        index.reserveCapacity(entries.count * ClipStoreFormat.entrySize)
        for entry in entries { index += entry.bytes }
        let text = Array(try DatasetJSON.line(summary))
        let tail = ClipStoreFormat.Tail(
            indexOffset: indexOffset, clips: entries.count, trainClips: trainCount, summaryLength: text.count,
            digest: ClipStoreFormat.digest(index: index, summary: text))
        buffer += index
        buffer += text
        buffer += tail.bytes
        try flush()
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw FileError.cannotWrite(path: url.path, reason: SystemError.reason(of: error))
        }
        try AtomicFile.move(partial, to: url)
        isFinished = true
    }

    private func flush() throws {
        do {
            try handle.write(contentsOf: Data(buffer))
        } catch {
            throw FileError.cannotWrite(path: url.path, reason: SystemError.reason(of: error))
        }
        offset += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
