import ArgumentParser
import BenchmarkSupport
import FineTuning
import Foundation
import Qwen3TTS
import Torch

/// Times a training step of this package on a batch that `Scripts/reference/train_baseline.py` drew.
///
/// A step is what `Trainer.update` does for one micro-batch: forget the gradients, forward, backward, clip, AdamW.
@main
struct TrainStepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "train-step")

    @Argument(help: "The folder of the checkpoint.") var checkpoint: String
    @Argument(help: "The batch, as train_baseline.py --save-batch writes it.") var batch: String
    @Option var layout = "nonstream"
    @Option var warmup = 3
    @Option var steps = 20
    @Option var threads = 2
    @Option var learningRate = 2e-5
    @Flag var freezeTextEmbedding = false

    func run() throws {
        Runtime.threadCount = threads
        Runtime.keepFreedMemory()
        let checkpoint = try Checkpoint(URL(filePath: checkpoint))
        let isTrained = { (name: String) in
            name.hasPrefix("talker.") && !(freezeTextEmbedding && name == "talker.model.text_embedding.weight")
        }
        let loaded = try checkpoint.loadModel(isFrozen: { !isTrained($0) })
        let trained = loaded.parameters.filter { isTrained($0.name) }.map(\.tensor)
        let talker = loaded.model.talker
        let loadedPeak = try BenchmarkSupport.peakMemory()
        for parameter in trained { try parameter.requiringGradient() }
        let optimizer = try AdamW(trained)
        let (batch, speakers) = try readBatch(checkpoint.configuration)
        let objective = Objective()
        let counts = objective.targetCounts([batch])

        var seconds: [String: [Double]] = [:]
        var losses: [Double] = []
        for step in 0..<warmup + steps {
            let clock = ContinuousClock()
            var marks = [clock.now]
            try optimizer.clearGradients()
            let loss = try objective.total(objective(ForwardPass(talker, batch, speakers: speakers)), over: counts)
            losses.append(try loss.item())
            marks.append(clock.now)
            try loss.backward()
            marks.append(clock.now)
            _ = try optimizer.clipGradients(to: 1)
            marks.append(clock.now)
            try optimizer.update(learningRate: learningRate)
            marks.append(clock.now)
            guard step >= warmup else { continue }
            for (index, phase) in ["forward", "backward", "clip", "optimizer"].enumerated() {
                seconds[phase, default: []].append((marks[index + 1] - marks[index]) / .seconds(1))
            }
            seconds["step", default: []].append((marks[4] - marks[0]) / .seconds(1))
        }
        try printReport(
            seconds, losses, frames: batch.reduce(0) { $0 + $1.frames.count },
            parameters: trained.reduce(0) { $0 + $1.elementCount }, loadedPeak: loadedPeak)
    }

    private func readBatch(
        _ configuration: ModelConfiguration
    ) throws -> (batch: [Utterance], speakers: Tensor) {
        let file = try SafetensorsFile(URL(filePath: self.batch))
        let count = file.names.filter { $0.hasPrefix("codes/") }.count
        var vectors: [Tensor] = []
        let batch = try (0..<count).map { index in
            let tokens: [Int64] = try file.tensor("text_ids/\(index)").array()
            let codes = try file.tensor("codes/\(index)")
            let values: [Int64] = try codes.array()
            let width = codes.size(1)
            vectors.append(try file.tensor("spk/\(index)").clone().reshaped(-1))
            let prompt = Prompt(
                tokens: tokens.map(Int.init), speaker: .vector(index),
                language: configuration.talker.languages["english"],
                layout: layout == "stream" ? .streamingText : .wholeText, configuration)
            let frames = (0..<codes.size(0)).map { values[$0 * width..<($0 + 1) * width].map(Int.init) }
            return Utterance(prompt: prompt, frames: frames)
        }
        return (batch, try stacked(vectors, 0))
    }

    private func printReport(
        _ seconds: [String: [Double]], _ losses: [Double], frames: Int, parameters: Int, loadedPeak: Int
    ) throws {
        struct Report: Encodable {
            var frames, trainedParameters, loadedPeak, peakMemory: Int
            var firstLoss, lastLoss: Double
            var seconds: [String: Timing]
            var framesPerSecond: Double

            enum CodingKeys: String, CodingKey {
                case frames, seconds
                case trainedParameters = "trained_parameters"
                case loadedPeak = "peak_rss_bytes_loaded"
                case peakMemory = "peak_rss_bytes"
                case firstLoss = "loss_first"
                case lastLoss = "loss_last"
                case framesPerSecond = "frames_per_second"
            }
        }
        let times = seconds.mapValues { Timing($0) }
        let report = Report(
            frames: frames, trainedParameters: parameters, loadedPeak: loadedPeak,
            peakMemory: try BenchmarkSupport.peakMemory(),
            firstLoss: losses.first ?? 0, lastLoss: losses.last ?? 0, seconds: times,
            framesPerSecond: Double(frames) / (times["step"]?.median ?? 1))
        try BenchmarkSupport.printReport(report)
    }
}
