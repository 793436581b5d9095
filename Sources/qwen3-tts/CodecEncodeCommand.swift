import ArgumentParser
import Audio
import Foundation
import Qwen3TTS
import Torch

/// `qwen3-tts codec encode`: recordings become files of codes.
struct CodecEncodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Turn recordings into files of codes.",
        discussion: "Any sample rate and number of channels; WAV, FLAC, MP3, Ogg and Opus.")

    @Argument(
        help: "A checkpoint or its speech tokenizer: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.")
    var checkpoint: String
    @Argument(help: "The recordings.") var inputs: [String]
    @Option(
        name: .shortAndLong,
        help: "The file to write (.safetensors), or a folder, which is made and keeps the recordings' names.")
    var output: String

    func run() async throws {
        try await Interruption.during("what is written stays") { interruption in try await run(interruption) }
    }

    private func run(_ interruption: Interruption) async throws {
        Runtime.begin(threads: nil)
        let files = try CodecFiles(inputs, output: output, extensions: ["safetensors"])
        let folder = try await SpeechTokenizer.folder(
            at: ModelFolder.resolve(checkpoint, needing: .speechTokenizer))
        // What is missing or cannot be written shows before the work.
        for pair in files.pairs { try AudioFile.checkPresence(of: pair.input) }
        try files.prepare()
        let tokenizer = try SpeechTokenizer(directory: folder, parts: .encoder)
        let line = ProgressLine()
        let work = WorkLine("encoding", .items("recordings"), on: line)
        for (index, pair) in files.pairs.enumerated() {
            if let exitCode = interruption.exitCode { throw exitCode }
            work.show(index, of: inputs.count)
            let start = ContinuousClock.now
            let recording = try AudioFile.readSaying(pair.input).resampled(to: tokenizer.configuration.sampleRate)
            let codes = try withoutGradients { try tokenizer.encode(recording.samples) }
            try CodesFile.write(codes, to: pair.output)
            let summary = CodecSummary(
                output: pair.output, frames: codes.size(0), seconds: recording.duration,
                elapsed: ContinuousClock.now - start)
            line.print(summary.text)
        }
    }
}
