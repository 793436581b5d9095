import Audio
import Foundation
import ModelFixtures
import TestSupport
import Testing

/// A folder with everything that a command needs, in which tests break one thing each.
struct Workplace {
    let folder: TemporaryFolder
    let run: BuiltCommand
    /// A copy of a fixture, `DIR/checkpoint`.
    let checkpoint: URL

    init(_ tiny: TinyCheckpoint = .base) throws {
        folder = try TemporaryFolder()
        run = BuiltCommand(in: folder)
        checkpoint = try tiny.copy(to: folder.url)
    }

    /// Runs the command.
    func callAsFunction(
        _ arguments: String..., environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> BuiltCommand.Outcome {
        try await run(
            arguments, environment: environment, sourceLocation: sourceLocation)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name).path) }

    /// Whatever was begun and not finished, anywhere in the folder.
    func halfWritten() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.url.path).filter { $0.contains(".partial") }
    }

    // MARK: Recordings

    /// Makes a folder of recordings with transcript and reference.
    func voice(_ name: String, clips: Int = 3, hertz: Double = 200, extraLines: [String] = []) throws {
        var lines: [String] = []
        for index in 0..<clips {
            try recording("\(name)/\(index).wav", hertz: hertz + 10 * Double(index))
            lines.append(#"{"audio": "\#(index).wav", "text": "Sentence number \#(index).", "language": "english"}"#)
        }
        try recording("\(name)/reference.wav", hertz: hertz / 2, seconds: 2)
        try Data(((lines + extraLines).joined(separator: "\n") + "\n").utf8)
            .write(to: folder.file("\(name)/metadata.jsonl"))
    }

    /// Writes a tone.
    func recording(_ name: String, hertz: Double = 440, seconds: Double = 1, amplitude: Float = 0.5) throws {
        let file = folder.file(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let samples = (0..<Int(seconds * 16000)).map { index in
            amplitude * Float(sin(2 * .pi * hertz * Double(index) / 16000))
        }
        try AudioFile.write(Waveform(samples: samples, sampleRate: 16000), to: file, format: .wav16)
    }

    // MARK: Training

    /// Prepares two voices into `DIR/prepared`, with codes in `DIR/cache`.
    func prepare() async throws {
        try voice("amina", hertz: 200)
        try voice("bo", hertz: 330)
        let outcome = try await self(
            "prepare", "--source", "amina", "--source", "bo", "--init-model-path", "checkpoint", "--cache-dir", "cache")
        try #require(outcome.status == 0, "\(outcome)")
    }

    /// Trains for so many steps into `DIR/run`.
    func finetune(
        steps: Int, _ more: String..., launcher: [String] = []
    ) async throws -> BuiltCommand.Outcome {
        var command = run
        command.launcher = launcher
        let arguments = [
            "finetune", "--init-model-path", "checkpoint", "--cache-dir", "cache", "--output-dir", "run", "--max-steps",
            "\(steps)", "--warmup-steps", "1", "--logging-steps", "1", "--save-steps", "1000", "--eval-steps", "1000",
        ]
        return try await command(arguments + more)
    }
}
