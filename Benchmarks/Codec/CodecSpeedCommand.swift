import ArgumentParser
import BenchmarkSupport
import Foundation
import Qwen3TTS
import Torch

/// Times encoding and decoding of a waveform and codes that `Scripts/reference/codec_baseline.py` drew.
@main
struct CodecSpeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "codec-speed")

    @Argument(help: "The folder of the checkpoint.") var checkpoint: String
    @Argument(help: "The waveform and the codes, as codec_baseline.py --save-inputs writes them.") var inputs: String
    @Option(help: "A safetensors file for what comes out, for comparison.") var saveOutputs: String?
    @Option var warmup = 1
    @Option var repeats = 3
    @Option var threads = 2
    @Option(help: "Decode in chunks of so many frames instead of the default.") var framesAtOnce: Int?
    @Option(help: "Repeat the waveform and the codes so often, to see how memory grows.") var length = 1
    @Flag(help: "Only encode.") var encodeOnly = false
    @Flag(help: "Only decode.") var decodeOnly = false

    func run() throws {
        Runtime.threadCount = threads
        Runtime.keepFreedMemory()
        let file = try SafetensorsFile(URL(filePath: inputs))
        let once: [Float] = try file.tensor("wav").array()
        let wave = (0..<length).flatMap { _ in once }
        let codes = try concatenated((0..<length).map { _ in try file.tensor("codes") }, 0)
        let tokenizer = try SpeechTokenizer(directory: try SpeechTokenizer.folder(at: URL(filePath: checkpoint)))
        var seconds: [String: [Double]] = [:]
        var outputs: [(name: String, tensor: Tensor)] = []
        try withoutGradients {
            for round in 0..<warmup + repeats {
                outputs = []
                let clock = ContinuousClock()
                let start = clock.now
                if !decodeOnly { outputs.append(("codes", try tokenizer.encode(wave))) }
                let middle = clock.now
                if !encodeOnly { outputs.append(("wav", try decode(codes, tokenizer))) }
                let end = clock.now
                guard round >= warmup else { continue }
                if !decodeOnly { seconds["encode", default: []].append((middle - start) / .seconds(1)) }
                if !encodeOnly { seconds["decode", default: []].append((end - middle) / .seconds(1)) }
            }
        }
        if let saveOutputs { try SafetensorsWriter.write(outputs, to: URL(filePath: saveOutputs)) }
        try printReport(seconds, audio: Double(wave.count) / Double(tokenizer.configuration.sampleRate))
    }

    private func decode(_ codes: Tensor, _ tokenizer: SpeechTokenizer) throws -> Tensor {
        guard let framesAtOnce else { return try tokenizer.decode(codes) }
        let stream = try tokenizer.makeDecodingStream()
        let chunks = try stride(from: 0, to: codes.size(0), by: framesAtOnce).map { start in
            try stream.decode(codes.narrowed(0, start..<min(start + framesAtOnce, codes.size(0))))
        }
        return try concatenated(chunks, 0)
    }

    private func printReport(_ seconds: [String: [Double]], audio: Double) throws {
        struct Report: Encodable {
            var audioSeconds: Double
            var seconds: [String: Timing]
            var peakMemory: Int

            enum CodingKeys: String, CodingKey {
                case seconds
                case audioSeconds = "audio_seconds"
                case peakMemory = "peak_rss_bytes"
            }
        }
        let times = seconds.mapValues { Timing($0) }
        let report = Report(audioSeconds: audio, seconds: times, peakMemory: try BenchmarkSupport.peakMemory())
        try BenchmarkSupport.printReport(report)
    }
}
