import ArgumentParser
import Foundation
import GoldenCases
import Qwen3TTS
import Torch

/// Recomputes the tensors of a golden file from the inputs in it.
@main
struct ParityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parity",
        abstract: "Recompute the tensors of a golden file and write them under the same names.",
        discussion: """
            The golden file holds tensors that the official package computed, and its JSON the parameters of every \
            case. From the inputs among them (texts, waveforms, codes) this tool computes the rest with the package's \
            own code. Compare with: Scripts/reference/compare_golden.py GOLDEN.safetensors OUT.safetensors
            """)

    @Argument(help: "The folder of the checkpoint.") var checkpoint: String
    @Argument(help: "The JSON of the golden file.") var json: String
    @Argument(help: "The golden file.") var golden: String
    @Argument(help: "The file to write.") var out: String
    @Option(help: "Only tensors whose name this regular expression finds.") var only: String?
    @Option(help: "Threads within an operation.") var threads = 2

    func run() throws {
        Runtime.threadCount = threads
        let golden = try Golden(json: URL(filePath: json), tensors: URL(filePath: golden))
        let checkpoint = try Checkpoint(URL(filePath: checkpoint))
        var output = Output(golden: golden, only: try only.map { try Regex($0) })
        try TextGroup(golden: golden, tokenizer: checkpoint.loadTokenizer()).run(into: &output)
        try AudioGroup(golden: golden, checkpoint: checkpoint).run(into: &output)
        try GenerationGroup(golden: golden, checkpoint: checkpoint).run(into: &output)
        try SamplingGroup(golden: golden, checkpoint: checkpoint).run(into: &output)
        try TrainGroup(golden: golden, checkpoint: checkpoint).run(into: &output)
        try AdamWGroup(golden: golden, checkpoint: checkpoint).run(into: &output)
        try SafetensorsWriter.write(output.tensors, to: URL(filePath: out))
        print("\(output.tensors.count) tensors in \(out)")
        for note in output.notes { print(note) }
    }
}
