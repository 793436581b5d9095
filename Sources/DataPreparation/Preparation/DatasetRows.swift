import Files
import Foundation
import Parquet
import SpeechDataset

/// The rows of a split: clips, and what is written of each.
struct DatasetRows {
    /// Rows that are handed to the writer at once.
    private static let batchSize = 32
    /// The most bytes of a shard, as `datasets` counts them.
    private static let shardBytes: Int64 = 500_000_000

    var clips: [AssessedClip]
    var columns: [DatasetColumn]
    var folder: WorkingFolder
    var encoder: ClipEncoder?

    /// The key of the footer that names the speech tokenizer.
    static let tokenizerKey = "qwen3_tts.speech_tokenizer"

    /// Changes whenever the files would.
    var fingerprint: String {
        let hash = Digest(.sha256)
        // Counts up whenever the same rows would be written otherwise.
        hash.update(Data("1 \(columns.footer) \(encoder?.fingerprint ?? "")\n".utf8))
        for clip in clips {
            let utterance = clip.utterance
            for text in [clip.id.description, utterance.text, utterance.language, utterance.instruct ?? "\0"] {
                hash.update(Data("\(text.utf8.count) \(text) ".utf8))
            }
        }
        return hash.hexadecimal
    }

    /// Writes the shards below `target`, under their paths within the dataset.
    ///
    /// - Throws: `ParquetError`, `FileError.unreadable` for a clip that has gone, or `DataPreparationError.stopped`.
    func write(
        _ split: String, of speaker: String, below target: URL, shouldStop: () -> Bool
    ) throws -> WrittenDataset.Split {
        var result = WrittenDataset.Split(fingerprint: fingerprint, examples: clips.count, bytes: 0, files: [])
        let count = try shardCount()
        let digits = { (number: Int) in String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)" }
        for shard in 0..<count {
            let path = "\(speaker)/\(split)-\(digits(shard))-of-\(digits(count)).parquet"
            // As `Dataset.shard(contiguous=True)` divides.
            let (size, rest) = clips.count.quotientAndRemainder(dividingBy: count)
            let start = size * shard + min(shard, rest)
            let end = start + size + (shard < rest ? 1 : 0)
            let summary = try write(start..<end, to: target.appendingPathComponent(path), shouldStop: shouldStop)
            result.bytes += Int64(summary.arrowBytes)
            result.files.append(.init(path: path, size: Int64(summary.fileBytes)))
        }
        return result
    }

    private func write(_ range: Range<Int>, to file: URL, shouldStop: () -> Bool) throws -> ParquetSummary {
        try DatasetJSON.makeFolder(file.deletingLastPathComponent())
        var metadata = ["huggingface": columns.footer]
        if let encoder { metadata[Self.tokenizerKey] = encoder.fingerprint }
        let writer = try ParquetWriter(file, columns: columns.parquetColumns, metadata: metadata)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.batchSize) {
            if shouldStop() { throw DataPreparationError.stopped(done: start, total: clips.count) }
            try writer.append(try values(start..<min(start + Self.batchSize, range.upperBound)))
        }
        return try writer.close()
    }

    private func values(_ range: Range<Int>) throws -> [String: ParquetValues] {
        let clips = clips[range]
        var values: [String: ParquetValues] = [
            "audio": .audio(try clips.map { ParquetAudio(bytes: try bytes(of: $0), path: "\($0.id).flac") }),
            "text": .text(clips.map(\.utterance.text)), "language": .text(clips.map(\.utterance.language)),
            "duration": .real(clips.map(\.duration)),
        ]
        if columns.contains(where: { $0.name == "instruct" }) {
            values["instruct"] = .text(clips.map(\.utterance.instruct))
        }
        if let encoder {
            values["audio_codes"] = .codes(
                try clips.map { clip in
                    let codes = try encoder.codes(clip.encoded(in: folder))
                    return ParquetCodes(frames: codes.frames, codebooks: codes.codebooks, values: codes.values)
                })
        }
        return values
    }

    private func bytes(of clip: AssessedClip) throws -> Data {
        let file = folder.clip(clip.id, of: clip.utterance.speaker)
        do {
            return try Data(contentsOf: file)
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
    }

    /// As many shards as `push_to_hub` makes of so many bytes.
    private func shardCount() throws -> Int {
        var bytes: Int64 = 0
        for clip in clips {
            let file = folder.clip(clip.id, of: clip.utterance.speaker)
            guard let size = WrittenDataset.size(of: file) else {
                throw FileError.unreadable(path: file.path, reason: "No such file or directory")
            }
            let utterance = clip.utterance
            let texts =
                utterance.text.utf8.count + utterance.language.utf8.count + (utterance.instruct?.utf8.count ?? 0)
            // The name, a length for each text, a number, and two bytes for each of 16 codes of a frame.
            let frames = encoder == nil ? 0 : clip.samples / PreparedDataset.samplesPerFrame + 1
            bytes += size + 69 + Int64(texts) + 24 + Int64(36 * frames)
        }
        return Int(bytes / Self.shardBytes) + 1
    }
}

extension AssessedClip {
    /// The clip as encoders take it.
    func encoded(in folder: WorkingFolder) -> ClipEncoder.Clip {
        ClipEncoder.Clip(id: id.description, audio: folder.clip(id, of: utterance.speaker), samples: samples)
    }
}
