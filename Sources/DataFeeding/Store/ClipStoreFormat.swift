import Files

/// The format of a file of clips.
///
/// `Q3TTSCLP` and a version, the clips' records, an index of 16 bytes per clip (offset 8, frames 4, text tokens 2, speaker 2), a summary in JSON, and at the
/// end: where the index begins, how many clips there are and how many of these train, the summary's length, the SHA-256 of
/// index and summary, and `Q3TTSEND`. A file without that end was not finished.
enum ClipStoreFormat {
    static let head = Array("Q3TTSCLP".utf8) + [1, 0, 0, 0, 0, 0, 0, 0]
    static let mark = Array("Q3TTSEND".utf8)
    static let entrySize = 16
    static let tailSize = 32 + 32 + 8

    struct Entry: Sendable, Equatable {
        var offset: UInt64
        var frames: UInt32
        var tokens: UInt16
        var speaker: UInt16

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            bytes.append(littleEndian: offset)
            bytes.append(littleEndian: frames)
            bytes.append(littleEndian: tokens)
            bytes.append(littleEndian: speaker)
            return bytes
        }

        init(offset: UInt64, frames: UInt32, tokens: UInt16, speaker: UInt16) {
            self.offset = offset
            self.frames = frames
            self.tokens = tokens
            self.speaker = speaker
        }

        init(_ bytes: [UInt8], at position: Int) {
            offset = bytes.integer(at: position, as: UInt64.self)
            frames = bytes.integer(at: position + 8, as: UInt32.self)
            tokens = bytes.integer(at: position + 12, as: UInt16.self)
            speaker = bytes.integer(at: position + 14, as: UInt16.self)
        }
    }

    struct Tail: Sendable, Equatable {
        var indexOffset, clips, trainClips, summaryLength: Int
        var digest: [UInt8]

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            for number in [indexOffset, clips, trainClips, summaryLength] { bytes.append(littleEndian: UInt64(number)) }
            return bytes + digest + mark
        }

        init(indexOffset: Int, clips: Int, trainClips: Int, summaryLength: Int, digest: [UInt8]) {
            self.indexOffset = indexOffset
            self.clips = clips
            self.trainClips = trainClips
            self.summaryLength = summaryLength
            self.digest = digest
        }

        /// The end in these bytes, or nil when it is none of a file of this size.
        init?(_ bytes: [UInt8], fileSize: Int) {
            guard bytes.count == tailSize, bytes.suffix(mark.count) == mark[...] else { return nil }
            let numbers = (0..<4).map { Int(truncatingIfNeeded: bytes.integer(at: 8 * $0, as: UInt64.self)) }
            self.init(
                indexOffset: numbers[0], clips: numbers[1], trainClips: numbers[2], summaryLength: numbers[3],
                digest: Array(bytes[32..<64]))
            // None may be more than the file has bytes: then no sum can overflow.
            guard (head.count...fileSize).contains(indexOffset), (0...fileSize / entrySize).contains(clips),
                (0...fileSize).contains(summaryLength), (0...clips).contains(trainClips),
                indexOffset + entrySize * clips + summaryLength + tailSize == fileSize
            else { return nil }
        }
    }

    static func digest(index: [UInt8], summary: [UInt8]) -> [UInt8] {
        let hash = Digest(.sha256)
        hash.update(index)
        hash.update(summary)
        return hash.bytes
    }
}
