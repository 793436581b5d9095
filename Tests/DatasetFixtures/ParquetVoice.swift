import Audio
package import Foundation
import Parquet
package import TestSupport

/// A row of a Parquet file of recordings.
package struct ParquetVoiceRow {
    package var bytes: Data?
    package var path: String? = nil
    package var text: String?
    package var language: String? = nil
    package var speaker: String? = nil

    package init(
        bytes: Data? = nil, path: String? = nil, text: String? = nil, language: String? = nil, speaker: String? = nil
    ) {
        (self.bytes, self.path, self.text) = (bytes, path, text)
        (self.language, self.speaker) = (language, speaker)
    }
}

extension TemporaryFolder {
    /// The bytes of a tone in a WAV file.
    package func tone(_ hertz: Double, seconds: Double = 1, rate: Int = 16000) throws -> Data {
        let samples = (0..<Int(seconds * Double(rate))).map { index in
            0.5 * Float(sin(2 * .pi * hertz * Double(index) / Double(rate)))
        }
        return try AudioFile.encode(Waveform(samples: samples, sampleRate: rate), format: .wav16)
    }

    /// Rows of tones with texts.
    package func rows(_ count: Int, from hertz: Double = 200) throws -> [ParquetVoiceRow] {
        try (0..<count).map { index in
            ParquetVoiceRow(bytes: try tone(hertz + 10 * Double(index)), text: "Sentence number \(index).")
        }
    }

    /// Writes rows as a dataset has them, with these names of columns.
    @discardableResult
    package func parquet(
        _ name: String, _ rows: [ParquetVoiceRow], audio: String = "audio", text: String = "sentence",
        rowGroupBytes: Int = 100_000
    ) throws -> URL {
        try FileManager.default.createDirectory(
            at: file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        let writer = try ParquetWriter(
            file(name),
            columns: [.init("client_id", .text), .init(audio, .audio), .init(text, .text), .init("locale", .text)],
            rowGroupBytes: rowGroupBytes)
        try writer.append([
            "client_id": .text(rows.map(\.speaker)),
            audio: .audio(
                rows.map { row in
                    row.bytes == nil && row.path == nil
                        ? nil : ParquetAudio(bytes: row.bytes, path: row.path ?? "a.wav")
                }),
            text: .text(rows.map(\.text)), "locale": .text(rows.map(\.language)),
        ])
        _ = try writer.close()
        return file(name)
    }
}

/// What tests look at in a shard.
package struct ShardContents {
    package var columns: [String]
    package var metadata: [String: String]
    /// The number of codebooks of each row.
    package var codes: [Int] = []

    package init(_ url: URL) throws {
        let file = try ParquetFile(url)
        columns = file.columns.map(\.name)
        metadata = file.metadata
        let rows = try file.rows(["audio_codes"])
        while let batch = try rows.next() {
            if case .codes(let values) = batch["audio_codes"] { codes += values.map { $0?.codebooks ?? 0 } }
        }
    }
}
