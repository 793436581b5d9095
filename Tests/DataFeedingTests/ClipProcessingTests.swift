import Audio
import DataFeeding
import DatasetFixtures
import Foundation
import Parquet
import TestSupport
import Testing

@testable import SpeechDataset

@Suite("Making clips ready")
struct ClipProcessingTests {
    let shards: ShardFolder
    private var file: URL { shards.folder.file("cache/clips/x.clips") }

    init() throws { shards = try ShardFolder() }

    private func message(_ work: () throws -> Void) -> String {
        do {
            try work()
            return "no error"
        } catch {
            return shards.shortened("\(error)")
        }
    }

    /// A row whose recording is a tone and which has no codes.
    private func tone(_ id: Int, hertz: Double, seconds: Double = 0.4, rate: Int = 24000) throws -> ShardFolder.Row {
        var row = ShardFolder.Row(id)
        row.codes = nil
        row.duration = seconds
        let samples = (0..<Int(seconds * Double(rate))).map {
            Float(sin(2 * .pi * hertz * Double($0) / Double(rate))) / 2
        }
        row.bytes = try AudioFile.encode(Waveform(samples: samples, sampleRate: rate), format: .flac16)
        return row
    }

    @Test("A row with a path and no bytes says so")
    func pathAlone() throws {
        var rows = (1...3).map { ShardFolder.Row($0) }
        (rows[1].path, rows[1].bytes, rows[1].codes) = ("old/b.wav", nil, nil)
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        let work = countingWork()
        #expect(
            message { _ = try shards.processing(maximumBadShare: 0).run(into: file, work) }.contains(
                "row 1: the path 'old/b.wav' of a recording without its bytes, which 'qwen3-tts prepare' puts into a dataset"
            ))
    }

    @Test("What has no codes is encoded once, at 24 kHz, and comes from the cache the next time")
    func encoding() throws {
        let rows = try [tone(1, hertz: 300), tone(2, hertz: 400, seconds: 0.5, rate: 16000), ShardFolder.Row(3)]
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        var encoded: [Int] = []
        let work = countingWork { waveform in
            encoded.append(waveform.samples.count)
            #expect(waveform.sampleRate == 24000)
            return Codes(
                frames: (waveform.samples.count + 1919) / 1920,
                values: [Int16](repeating: 9, count: 16 * ((waveform.samples.count + 1919) / 1920)))
        }
        let store = try #require(try shards.processing().run(into: file, work))
        #expect(encoded == [9600, 12000])
        #expect(store.summary.encoded == 2)
        #expect((0..<3).map { store.frames($0) } == [5, 7, 4])
        #expect(try store.clip(0).codes.values[0] == 9)

        let again = try #require(try shards.processing().run(into: file, work))
        #expect(encoded.count == 2 && again.summary.encoded == 0)
        #expect(again.summary.fingerprint == store.summary.fingerprint)
    }

    @Test("Codes of another tokenizer are not used; without a name they are checked and trusted")
    func tokenizers() throws {
        var row = try tone(1, hertz: 300, seconds: 0.32)
        row.codes = ShardFolder.Row(1).codes
        for (tokenizer, expected) in [(ShardFolder.tokenizer, 0), (nil, 0), ("another", 1)] {
            try shards.write([row], "a/train-00000-of-00001.parquet", tokenizer: tokenizer)
            let store = try shards.processing().run(into: file, countingWork())
            #expect(store?.summary.encoded == expected, "\(tokenizer ?? "none")")
        }
    }

    @Test("Work that was stopped goes on with what is encoded")
    func stopping() throws {
        try shards.write((0..<6).map { try tone($0, hertz: 300 + 50 * Double($0)) }, "a/train-00000-of-00001.parquet")
        var encoded = 0
        let work = { (limit: Int) in
            countingWork(
                encode: { _ in
                    encoded += 1
                    return Codes(frames: 5, values: [Int16](repeating: 1, count: 80))
                }, shouldStop: { encoded >= limit })
        }
        #expect(try shards.processing().run(into: file, work(4)) == nil)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        let left = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)
        #expect(left == ["\(file.lastPathComponent).lock"])
        let store = try #require(try shards.processing().run(into: file, work(100)))
        #expect(encoded == 6 && store.count == 6 && store.summary.encoded == 2)
    }

    @Test("Bad rows among good ones are counted, named and skipped")
    func badRows() throws {
        var rows = (0..<12).map { ShardFolder.Row($0) }
        rows[1].text = nil
        rows[2].text = "  "
        rows[3].bytes = nil
        rows[3].path = nil
        rows[4].codes = nil  // And its bytes are no recording.
        rows[5].codes = ParquetCodes(frames: 4, codebooks: 16, values: [Int16](repeating: 2048, count: 64))
        rows[6].codes = ParquetCodes(frames: 4, codebooks: 8, values: [Int16](repeating: 1, count: 32))
        rows[7].codes = ParquetCodes(frames: 9, codebooks: 16, values: [Int16](repeating: 1, count: 144))
        rows[8].codes = ParquetCodes(frames: 0, codebooks: 0, values: [])
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        let processing = try shards.processing(maximumBadShare: 0.7)
        let store = try #require(try processing.run(into: file, countingWork()))
        #expect(try (0..<store.count).map { try store.clip($0).id } == [0, 9, 10, 11].map(ShardFolder.Row.id))
        #expect(store.summary.badRows == 8 && store.summary.rows == 12)
        let names = store.summary.examples.map(\.description)
        #expect(names[0] == "a/train-00000-of-00001.parquet, row 1: no text")
        #expect(
            names.map { $0.split(separator: ": ", maxSplits: 1)[1] }.enumerated().allSatisfy { index, text in
                index == 3
                    ? text.hasPrefix("the recording cannot be decoded: ")
                    : text
                        == [
                            "no text", "no text", "no recording", "", "the code 2048, where codes go from 0 to 2047",
                            "codes of 8 codebooks, where there are 16", "9 frames of codes for 0.32 s of speech",
                            "0 frames of codes for 0.32 s of speech",
                        ][index]
            }, "\(names)")

        let text = message { _ = try shards.processing(maximumBadShare: 0.5).run(into: file, countingWork()) }
        #expect(
            text.hasPrefix(
                "Of the 12 rows of the dataset 'DIR', 8 cannot be used, which is more than the share of 0.5 that MAX_BAD_SHARE "
                    + "allows:\n  a/train-00000-of-00001.parquet, row 1: no text\n"))
        #expect(text.hasSuffix("\nMend the dataset, or raise MAX_BAD_SHARE to skip these rows."))
    }

    @Test("Codes that are no matrix are named by row, and the rows between them are read")
    func raggedCodes() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ParquetTests/Fixtures/odd-rows.parquet")
        let shard = shards.url.appending(path: "a/train-00000-of-00001.parquet")
        try FileManager.default.createDirectory(
            at: shard.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: fixture, to: shard)
        let store = try #require(
            try shards.processing(maximumBadShare: 0.5).run(into: file, countingWork()))
        #expect(store.summary.rows == 100 && store.summary.badRows == 34 && store.count == 66)
        #expect(
            store.summary.examples.prefix(2).map(\.description)
                == [0, 3].map {
                    """
                    a/train-00000-of-00001.parquet, row \($0): codes that are no matrix: the frame 1 (counted from 0) has 1 codes, \
                    where the first one has 16
                    """
                })
    }

    @Test("A recording of an impossible rate, or far too long, is a bad row and takes no memory")
    func absurdRecordings() throws {
        var rows = try (0..<4).map { try tone($0, hertz: 300 + 50 * Double($0)) }
        // What a WAV file's header says of its rate.
        var slow = try AudioFile.encode(Waveform(samples: [0.1, 0.2, 0.3], sampleRate: 8000), format: .wav16)
        slow.replaceSubrange(24..<28, with: [1, 0, 0, 0])
        rows[1].bytes = slow
        rows[2].bytes = try AudioFile.encode(
            Waveform(samples: [Float](repeating: 0.1, count: 301_000), sampleRate: 1000), format: .wav16)
        try shards.write(rows, "a/train-00000-of-00001.parquet")
        let store = try #require(try shards.processing(maximumBadShare: 0.5).run(into: file, countingWork()))
        #expect(
            store.summary.examples.map(\.description) == [
                """
                a/train-00000-of-00001.parquet, row 1: the recording cannot be decoded: its sample rate is 1 Hz, where 1000 to \
                768000 Hz are read
                """,
                """
                a/train-00000-of-00001.parquet, row 2: the recording cannot be decoded: it has 301.0 s, where at most 300.0 s \
                are read
                """,
            ])
    }

    @Test("Work that would fail at its end fails as soon as that is certain")
    func early() throws {
        try shards.write((0..<500).map { .init($0, text: " ") }, "a/train-00000-of-00001.parquet")
        var asked = 0
        let work = countingWork(shouldStop: {
            asked += 1
            return false
        })
        let text = message { _ = try shards.processing(limits: [.train: 30]).run(into: file, work) }
        #expect(text.hasPrefix("Of the 20 rows of the dataset 'DIR', 20 cannot be used, "))
        #expect(asked == 20)
    }

    @Test("A speaker of whom nothing is left is named")
    func nothing() throws {
        try shards.write([.init(1), .init(2)], "a/train-00000-of-00001.parquet")
        try shards.write([.init(3, text: " ")], "b/train-00000-of-00001.parquet")
        #expect(
            message { _ = try shards.processing(maximumBadShare: 0.5).run(into: file, countingWork()) }
                == "The speaker 'b' of the dataset 'DIR' has no clip that can be trained on. Leave the speaker out of "
                + "TRAIN_SPEAKERS, or raise MAX_TRAIN_SAMPLES.")
    }

    @Test("Limits are dealt out among the speakers, and no more rows are read")
    func limits() throws {
        try shards.twoSpeakers()
        let processing = try shards.processing(limits: [.train: 5, .validation: 1])
        let store = try #require(try processing.run(into: file, countingWork()))
        #expect(store.summary.speakers.map(\.train.clips) == [3, 2])
        #expect(store.summary.speakers.map(\.validation.clips) == [1, 0])
        #expect(store.summary.rows == 6)
    }

    @Test("The key changes with what the store depends on, and with nothing else")
    func key() throws {
        try shards.twoSpeakers()
        let key = try shards.processing().key(textTokenizer: "t")
        #expect(try shards.processing(maximumBadShare: 1).key(textTokenizer: "t") == key)
        var others = [try shards.processing().key(textTokenizer: "u")]
        others.append(try shards.processing(speakers: ["a"]).key(textTokenizer: "t"))
        others.append(try shards.processing(limits: [.train: 5]).key(textTokenizer: "t"))
        others.append(try shards.processing(tokenizer: String(repeating: "cd", count: 32)).key(textTokenizer: "t"))
        try shards.write([ShardFolder.Row(3001)], "b/validation-00000-of-00001.parquet")
        others.append(try shards.processing().key(textTokenizer: "t"))
        #expect(Set(others + [key]).count == 6)
    }

    @Test("The fingerprint is of the contents, not of where they lie")
    func fingerprint() throws {
        try shards.twoSpeakers()
        let other = try ShardFolder()
        try other.twoSpeakers(shards: 3)
        let first = try #require(try shards.processing().run(into: file, countingWork()))
        let second = try #require(try other.processing().run(into: other.folder.file("s.clips"), countingWork()))
        #expect(first.summary.fingerprint == second.summary.fingerprint)
        try other.write([ShardFolder.Row(3000, text: "Another.")], "b/validation-00000-of-00001.parquet")
        let third = try #require(try other.processing().run(into: other.folder.file("s.clips"), countingWork()))
        #expect(third.summary.fingerprint != first.summary.fingerprint)
    }

    @Test("Without voices, clips of 5 to 15 seconds show one, in the order of their ids; else the longest clip")
    func voices() throws {
        let frames = [20, 100, 70, 300, 80, 90]
        try shards.write(
            frames.enumerated().map { ShardFolder.Row(9 - $0.offset, frames: $0.element) },
            "a/train-00000-of-00001.parquet")
        try shards.write([.init(20, frames: 5), .init(21, frames: 9)], "b/train-00000-of-00001.parquet")
        let store = try #require(try shards.processing().run(into: file, countingWork()))
        #expect(store.summary.speakers[0].references.map(\.row) == [5, 4, 2])
        #expect(store.summary.speakers[1].references.map(\.row) == [1])
        try shards.voice("a.wav")
        let with = try #require(try shards.processing().run(into: file, countingWork()))
        #expect(with.summary.speakers[0].references == [])
    }
}
