import Audio
package import DataPreparation
package import Foundation
import Parquet
import SpeechDataset
package import TestSupport

extension TemporaryFolder {
    /// Writes a text and returns where; folders on the way are made.
    @discardableResult
    package func text(_ name: String, _ lines: [String]) throws -> URL {
        try FileManager.default.createDirectory(
            at: file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file(name))
        return file(name)
    }

    /// Writes a tone that stands for a sentence; another frequency is another sentence.
    @discardableResult
    package func recording(
        _ name: String, hertz: Double = 440, seconds: Double = 1, amplitude: Float = 0.5, rate: Int = 16000
    ) throws -> URL {
        try FileManager.default.createDirectory(
            at: file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        let samples = (0..<Int(seconds * Double(rate))).map { index in
            amplitude * Float(sin(2 * .pi * hertz * Double(index) / Double(rate)))
        }
        try AudioFile.write(Waveform(samples: samples, sampleRate: rate), to: file(name), format: .wav16)
        return file(name)
    }

    /// Makes a folder of `clips` recordings with transcript and reference, as users have them.
    @discardableResult
    package func voice(_ name: String, clips: Int, hertz: Double = 200, extraLines: [String] = []) throws
        -> SourceSpecification
    {
        var lines: [String] = []
        for index in 0..<clips {
            try recording("\(name)/audio/\(index).wav", hertz: hertz + 10 * Double(index))
            lines.append(
                #"{"audio": "audio/\#(index).wav", "text": "Sentence number \#(index).", "language": "english"}"#)
        }
        try text("\(name)/metadata.jsonl", lines + extraLines)
        try recording("\(name)/reference.wav", hertz: hertz / 2, seconds: 2)
        return SourceSpecification(location: file(name))
    }

    /// A message with the folder's name in place of its path.
    package func shortened(_ message: String) -> String { message.replacingOccurrences(of: url.path, with: "DIR") }
}

/// A row of a prepared dataset.
package struct PreparedClip: Equatable {
    package var speaker, split, id, text, language: String
    package var instruct: String?
    package var duration: Double
    package var bytes: Data

    /// The rows of a dataset's folder, by speaker, split and file, read without the code that reads datasets for training.
    package static func all(in folder: URL) throws -> [PreparedClip] {
        var clips: [PreparedClip] = []
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        for path in paths where path.hasSuffix(".parquet") && !path.hasPrefix(".") {
            guard let match = path.wholeMatch(of: /([^\/]+)\/(train|validation)-[0-9]{5}-of-[0-9]{5}\.parquet/) else {
                throw SpeechDatasetError.notADataset(path: path)
            }
            let file = try ParquetFile(folder.appendingPathComponent(path))
            let names = file.columns.map(\.name)
            let rows = try file.rows(names)
            while let batch = try rows.next() {
                guard case .audio(let audio) = batch["audio"], case .text(let texts) = batch["text"],
                    case .text(let languages) = batch["language"], case .real(let durations) = batch["duration"]
                else { throw SpeechDatasetError.notADataset(path: path) }
                var instructs = [String?](repeating: nil, count: texts.count)
                if case .text(let values) = batch["instruct"] { instructs = values }
                for index in texts.indices {
                    clips.append(
                        PreparedClip(
                            speaker: String(match.1), split: String(match.2),
                            id: (audio[index]?.path ?? "").replacing(".flac", with: ""), text: texts[index] ?? "",
                            language: languages[index] ?? "", instruct: instructs[index],
                            duration: durations[index] ?? 0, bytes: audio[index]?.bytes ?? Data()))
                }
            }
        }
        return clips
    }
}

extension Source {
    /// The lines that a source has.
    package func lines(limit: Int?) async throws -> [SourceLine] { try await read(limit: limit).lines }
}

/// What went wrong.
package struct Failure: CustomStringConvertible {
    package var error: any Error
    package var description: String { "\(error)" }
}

/// Whether this and nothing else went wrong.
package func == <E: Error & Equatable>(failure: Failure?, error: E) -> Bool { failure?.error as? E == error }

/// The error that `work` throws.
package func failure(_ work: () async throws -> Void) async -> Failure? {
    do {
        try await work()
        return nil
    } catch {
        return Failure(error: error)
    }
}

/// The error that `work` throws.
package func failure(_ work: () throws -> Void) -> Failure? {
    do {
        try work()
        return nil
    } catch {
        return Failure(error: error)
    }
}
