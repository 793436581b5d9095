import ArgumentParser
import Qwen3TTS
import SpeechGeneration

/// How codes are chosen: what is not given is the checkpoint's own choice.
struct SamplingOptionGroup: ParsableArguments {
    @Option(help: "The same seed gives the same speech.") var seed: UInt64 = 0
    @Option(help: "Cut after this many seconds what the model has not ended by itself.") var maxSeconds = 60.0
    @Option(help: "Higher is livelier (default: the checkpoint's).") var temperature: Double?
    @Option(help: "Choose among this many most probable codes; 0 for all (default: the checkpoint's).") var topK: Int?
    @Option(help: "Choose among the codes that reach this probability (default: the checkpoint's).") var topP: Double?
    @Option(help: "Above 1, makes codes rarer that were said before (default: the checkpoint's).")
    var repetitionPenalty: Double?
    @Option(help: "The temperature of the codebooks after the first (default: that of the first).")
    var subtalkerTemperature: Double?
    @Option(help: "The top-k of the codebooks after the first (default: that of the first).") var subtalkerTopK: Int?
    @Option(help: "The top-p of the codebooks after the first (default: that of the first).") var subtalkerTopP: Double?
    @Flag(help: "Always take the most probable code.") var greedy = false

    func validate() throws {
        guard maxSeconds > 0 else { throw ValidationError("--max-seconds is \(maxSeconds), but must be above 0.") }
        for (name, value) in [("temperature", temperature), ("subtalker-temperature", subtalkerTemperature)] {
            if let value, value <= 0 {
                throw ValidationError("--\(name) is \(value), but must be above 0; use --greedy for the limit.")
            }
        }
        for (name, value) in [("top-k", topK), ("subtalker-top-k", subtalkerTopK)] {
            if let value, value < 0 { throw ValidationError("--\(name) is \(value), but must be 0 or more.") }
        }
        for (name, value) in [("top-p", topP), ("subtalker-top-p", subtalkerTopP)] {
            if let value, !(value > 0 && value <= 1) {
                throw ValidationError("--\(name) is \(value), but must be above 0 and at most 1.")
            }
        }
        if let repetitionPenalty, repetitionPenalty <= 0 {
            throw ValidationError("--repetition-penalty is \(repetitionPenalty), but must be above 0; 1 is none.")
        }
    }

    func options(_ checkpoint: Checkpoint) throws -> GenerationOptions {
        var options = try checkpoint.generationOptions()
        options.seed = seed
        options.maximumFrames = max(1, Int((maxSeconds * SpeechLength.frameRate).rounded()))
        if let temperature { options.talker.temperature = temperature }
        if let topK { options.talker.topK = topK }
        if let topP { options.talker.topP = topP }
        if let repetitionPenalty { options.talker.repetitionPenalty = repetitionPenalty }
        if let value = subtalkerTemperature ?? temperature { options.subTalker.temperature = value }
        if let value = subtalkerTopK ?? topK { options.subTalker.topK = value }
        if let value = subtalkerTopP ?? topP { options.subTalker.topP = value }
        if greedy {
            options.talker.isSampled = false
            options.subTalker.isSampled = false
        }
        return options
    }
}
