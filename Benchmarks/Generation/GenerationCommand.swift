import ArgumentParser
import BenchmarkSupport
import Foundation
import ProcessorKernels
import Qwen3TTS
import SpeechGeneration
import Torch

/// Times generation by this package for prompts that `Scripts/reference/generate_baseline.py` drew.
@main
struct GenerationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "generation")

    /// What the weights are kept as.
    enum Weights: String, ExpressibleByArgument {
        case float32, bfloat16, int8, stored
    }

    @Argument(help: "The folder of the checkpoint.") var checkpoint: String
    @Argument(help: "The prompts, as generate_baseline.py --save-prompts writes them.") var prompts: String
    @Option(help: "float32, bfloat16, int8, or stored: as the file has them.") var weights = Weights.stored
    @Option var utterances = 1
    @Option var batch = 1
    @Option var frames = 48
    @Option var rounds = 3
    @Option var threads = 2
    @Option(help: "Which of the kernels that this processor can run; the best where none are named.")
    var kernels: String?

    func validate() throws {
        if let kernels, !Kernels.names.contains(kernels) {
            throw ValidationError("This processor has the kernels \(Kernels.names.joined(separator: ", ")).")
        }
    }

    func run() throws {
        try Kernels.with(kernels ?? Kernels.names[0], measure)
    }

    private func measure() throws {
        Runtime.threadCount = threads
        Runtime.keepFreedMemory()
        let checkpoint = try Checkpoint(URL(filePath: checkpoint))
        let model = try load(checkpoint)
        let generator = try Generator(model.talker, .processor(weights == .int8 ? .int8 : .asStored))
        let requests = try requests(checkpoint.configuration)
        var seconds: [Double] = []
        var results: [Generator.Result] = []
        for round in 0...rounds {
            let start = ContinuousClock.now
            results = try generator.generate(requests, batchSize: batch) { _, _ in true }
            if round > 0 { seconds.append((ContinuousClock.now - start) / .seconds(1)) }
        }
        let count = results.reduce(0) { $0 + $1.frames.count }
        let median = seconds.sorted()[seconds.count / 2]
        let report = Report(
            frames: count, codes: results.map(\.frames), seconds: Timing(seconds),
            framesPerSecond: Double(count) / median, peakMemory: try BenchmarkSupport.peakMemory())
        try BenchmarkSupport.printReport(report)
    }

    private func load(_ checkpoint: Checkpoint) throws -> Qwen3TTSModel {
        switch weights {
        case .float32: return try checkpoint.loadModel().model
        case .stored, .int8: return try checkpoint.loadModel { _ in true }.model
        case .bfloat16:
            let file = try SafetensorsFile(checkpoint.url.appending(path: "model.safetensors"))
            if file.dtype(of: "talker.codec_head.weight") == .bfloat16 {
                return try checkpoint.loadModel { _ in true }.model
            }
            return try checkpoint.loadModel(as: .bfloat16).model
        }
    }

    private func requests(_ configuration: ModelConfiguration) throws -> [Generator.Request] {
        let file = try SafetensorsFile(URL(filePath: prompts))
        var options = GenerationOptions(maximumFrames: frames)
        options.talker = SamplingOptions(isSampled: false)
        options.subTalker = SamplingOptions(isSampled: false)
        return try (0..<utterances).map { index in
            let tokens: [Int64] = try file.tensor("text_ids/\(index)").array()
            let prompt = Prompt(
                tokens: tokens.map(Int.init), speaker: .vector(0), language: configuration.talker.languages["english"],
                layout: .wholeText, configuration)
            return Generator.Request(prompt, speakers: try file.tensor("spk/\(index)").clone().reshaped(1, -1), options)
        }
    }

    private struct Report: Encodable {
        var frames: Int
        var codes: [[[Int]]]
        var seconds: Timing
        var framesPerSecond: Double
        var peakMemory: Int

        enum CodingKeys: String, CodingKey {
            case frames, codes, seconds
            case framesPerSecond = "frames_per_second"
            case peakMemory = "peak_rss_bytes"
        }
    }
}
