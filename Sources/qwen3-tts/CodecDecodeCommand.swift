import ArgumentParser
import Audio
import Foundation
import Qwen3TTS
import Torch

/// `qwen3-tts codec decode`: files of codes become recordings.
struct CodecDecodeCommand: AsyncParsableCommand {
    /// What a recording's name ends in.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case wav, flac
    }

    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Turn files of codes into recordings.",
        discussion: "24 kHz, mono, 16 bits. Memory does not grow with the length.")

    @Argument(
        help: "A checkpoint or its speech tokenizer: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.")
    var checkpoint: String
    @Argument(help: "The files of codes (.safetensors).") var inputs: [String]
    @Option(
        name: .shortAndLong,
        help: "The file to write (.wav or .flac), or a folder, which is made and keeps the files' names.")
    var output: String
    @Option(help: "What is written into a folder.") var format = Format.wav

    func run() async throws {
        try await Interruption.during("files that are complete stay") { interruption in try await run(interruption) }
    }

    private func run(_ interruption: Interruption) async throws {
        Runtime.begin(threads: nil)
        let others = Format.allCases.filter { $0 != format }
        let files = try CodecFiles(inputs, output: output, extensions: ([format] + others).map(\.rawValue))
        let folder = try await SpeechTokenizer.folder(
            at: ModelFolder.resolve(checkpoint, needing: .speechTokenizer))
        let configuration = try readConfiguration(
            SpeechTokenizerConfiguration.self, from: folder.appending(path: "config.json"))
        // Bad codes, and places that cannot be written, show before the work.
        let codes = try files.pairs.map { try CodesFile.read($0.input, for: configuration) }
        try files.prepare()
        let tokenizer = try SpeechTokenizer(directory: folder, parts: .decoder)
        let line = ProgressLine()
        for (pair, codes) in zip(files.pairs, codes) {
            let start = ContinuousClock.now
            let work = WorkLine("decoding", .items("frames of \(pair.input.path)"), on: line)
            let isFlac = pair.output.pathExtension.lowercased() == "flac"
            let writer = try AudioFileWriter(
                pair.output, sampleRate: configuration.sampleRate, format: isFlac ? .flac16 : .wav16)
            let stream = try tokenizer.makeDecodingStream()
            let frames = codes.size(0)
            while stream.frameCount < frames {
                if let exitCode = interruption.exitCode { throw exitCode }
                let end = min(stream.frameCount + tokenizer.framesAtOnce, frames)
                let samples = try stream.decode(codes.narrowed(0, stream.frameCount..<end))
                try writer.write(samples.to(.cpu).array())
                work.show(end, of: frames)
            }
            try writer.finish()
            let summary = CodecSummary(
                output: pair.output, frames: frames,
                seconds: Double(writer.sampleCount) / Double(configuration.sampleRate),
                elapsed: ContinuousClock.now - start)
            line.print(summary.text)
        }
    }
}
