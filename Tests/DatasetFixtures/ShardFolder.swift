import Audio
package import Foundation
package import Parquet
package import TestSupport

/// A dataset that tests write, row by row.
package struct ShardFolder {
    package let folder: TemporaryFolder
    package let url: URL

    /// What codes are said to be made with.
    package static let tokenizer = String(repeating: "ab", count: 32)

    package init() throws {
        folder = try TemporaryFolder()
        url = folder.file("dataset")
    }

    package struct Row {
        package var path: String?
        package var bytes: Data?
        package var text: String?
        package var language: String? = "English"
        package var duration: Double?
        package var codes: ParquetCodes?

        /// A clip with codes and a recording that nobody decodes.
        package init(_ id: Int, frames: Int = 4, text: String? = nil) {
            path = "\(Self.id(id)).flac"
            bytes = Data("recording \(id)".utf8)
            self.text = text ?? "Sentence \(id)."
            duration = Double(frames) * 0.08
            codes = ParquetCodes(
                frames: frames, codebooks: 16, values: (0..<frames * 16).map { Int16(($0 + id) % 2048) })
        }

        package static func id(_ id: Int) -> String {
            let digits = String(id, radix: 16)
            return String(repeating: "0", count: 64 - digits.count) + digits
        }
    }

    /// Writes a shard; columns that no row has are left out.
    package func write(
        _ rows: [Row], _ path: String, tokenizer: String? = ShardFolder.tokenizer, text: String = "text",
        rowGroupBytes: Int = 100_000_000
    ) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        var values: [(ParquetColumn, ParquetValues)] = [
            (
                ParquetColumn("audio", .audio),
                .audio(
                    rows.map { row in
                        row.bytes == nil && row.path == nil ? nil : ParquetAudio(bytes: row.bytes, path: row.path)
                    })
            ),
            (ParquetColumn(text, .text), .text(rows.map(\.text))),
            (ParquetColumn("language", .text), .text(rows.map(\.language))),
        ]
        if rows.contains(where: { $0.duration != nil }) {
            values.append((ParquetColumn("duration", .float32), .real(rows.map(\.duration))))
        }
        if rows.contains(where: { $0.codes != nil }) {
            values.append((ParquetColumn("audio_codes", .codes), .codes(rows.map(\.codes))))
        }
        let writer = try ParquetWriter(
            file, columns: values.map(\.0), metadata: tokenizer.map { ["qwen3_tts.speech_tokenizer": $0] } ?? [:],
            rowGroupBytes: rowGroupBytes)
        // One by one, so that row groups end where they are full.
        try writer.append(Dictionary(uniqueKeysWithValues: values.map { ($0.0.name, $0.1) }))
        _ = try writer.close()
    }

    package func voice(_ name: String, hertz: Double = 200, seconds: Double = 6, rate: Int = 24000) throws {
        let samples = (0..<Int(seconds * Double(rate))).map {
            Float(sin(2 * .pi * hertz * Double($0) / Double(rate))) / 2
        }
        let file = url.appending(path: "voices/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try AudioFile.write(Waveform(samples: samples, sampleRate: rate), to: file, format: .wav16)
    }

    /// Two speakers: `a` with `train` clips and two that validate, `b` with half as many and one.
    package func twoSpeakers(train: Int = 6, shards: Int = 1) throws {
        let rows = (0..<train).map { Row($0, frames: 3 + $0 % 5) }
        for shard in 0..<shards {
            let part = rows[train * shard / shards..<train * (shard + 1) / shards]
            try write(Array(part), "a/train-0000\(shard)-of-0000\(shards).parquet")
        }
        try write([Row(1000), Row(1001)], "a/validation-00000-of-00001.parquet")
        try write((0..<train / 2).map { Row(2000 + $0, frames: 4) }, "b/train-00000-of-00001.parquet")
        try write([Row(3000)], "b/validation-00000-of-00001.parquet")
        try voice("a.wav")
        try voice("b.wav")
    }

    /// A message with the folder's name in place of its path.
    package func shortened(_ message: String) -> String { message.replacing(url.path, with: "DIR") }
}
