import Foundation

/// Writes a `ClipStore` beside its place and renames it when it is whole.
final class ClipStoreWriter {
    private let url: URL
    private let partial: URL
    private let handle: FileHandle
    private var buffer: [UInt8]
    private var offset = 0
    private var entries: [ClipStoreFormat.Entry] = []
    private var isFinished = false

    init(_ url: URL) throws(CorpusError) {
        self.url = url
        try DatasetJSON.makeFolder(url.deletingLastPathComponent())
        partial = url.appendingPathExtension("\(ProcessInfo.processInfo.processIdentifier).partial")
        try Self.removeLeftovers(of: url)
        do {
            try Data().write(to: partial)
            handle = try FileHandle(forWritingTo: partial)
        } catch {
            throw .cannotWrite(path: url.path, reason: describe(error))
        }
        buffer = ClipStoreFormat.head
    }

    deinit {
        // What was not finished is of no use; the codes made for it are in the cache.
        if !isFinished { try? FileManager.default.removeItem(at: partial) }
    }

    var count: Int { entries.count }

    func append(_ clip: StoredClip, tokens: Int) throws(CorpusError) {
        entries.append(
            .init(
                offset: UInt64(offset + buffer.count), frames: UInt32(clip.codes.frames),
                tokens: UInt16(clamping: tokens), speaker: UInt16(clip.speaker)))
        buffer += ClipRecord.encode(clip)
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Writes what is left and puts the file into its place.
    func finish(trainCount: Int, _ summary: ClipSummary) throws(CorpusError) {
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
            // Replacing would need the old one to be there.
            if FileManager.default.fileExists(atPath: url.path) { try FileManager.default.removeItem(at: url) }
            try FileManager.default.moveItem(at: partial, to: url)
        } catch {
            throw .cannotWrite(path: url.path, reason: describe(error))
        }
        isFinished = true
    }

    private func flush() throws(CorpusError) {
        do {
            try handle.write(contentsOf: Data(buffer))
        } catch {
            throw .cannotWrite(path: url.path, reason: describe(error))
        }
        offset += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }

    /// Removes what processes left that are no more.
    private static func removeLeftovers(of url: URL) throws(CorpusError) {
        let folder = url.deletingLastPathComponent()
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                guard name.hasPrefix(url.lastPathComponent), let match = name.firstMatch(of: /\.([0-9]+)\.partial$/),
                    !FileManager.default.fileExists(atPath: "/proc/\(match.1)")
                else { continue }
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
        } catch {
            throw .cannotWrite(path: folder.path, reason: describe(error))
        }
    }
}
