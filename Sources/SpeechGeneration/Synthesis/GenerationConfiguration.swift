import Foundation
public import Qwen3TTS

extension Checkpoint {
    /// How this checkpoint's speech is sampled: what its `generation_config.json` says, and the official defaults for
    /// what it leaves open.
    public func generationOptions() throws -> GenerationOptions {
        let file = url.appending(path: "generation_config.json")
        var options = GenerationOptions()
        guard FileManager.default.fileExists(atPath: file.path) else { return options }
        let values = try readConfiguration(GenerationConfiguration.self, from: file)
        options.talker.isSampled = values.doSample ?? options.talker.isSampled
        options.talker.temperature = values.temperature ?? options.talker.temperature
        options.talker.topK = values.topK ?? options.talker.topK
        options.talker.topP = values.topP ?? options.talker.topP
        options.talker.repetitionPenalty = values.repetitionPenalty ?? options.talker.repetitionPenalty
        options.subTalker.isSampled = values.subTalkerDoSample ?? options.subTalker.isSampled
        options.subTalker.temperature = values.subTalkerTemperature ?? options.subTalker.temperature
        options.subTalker.topK = values.subTalkerTopK ?? options.subTalker.topK
        options.subTalker.topP = values.subTalkerTopP ?? options.subTalker.topP
        return options
    }
}

/// The keys of `generation_config.json`.
private struct GenerationConfiguration: Decodable {
    var doSample, subTalkerDoSample: Bool?
    var temperature, topP, repetitionPenalty, subTalkerTemperature, subTalkerTopP: Double?
    var topK, subTalkerTopK: Int?

    enum CodingKeys: String, CodingKey {
        case doSample = "do_sample"
        case temperature
        case topP = "top_p"
        case topK = "top_k"
        case repetitionPenalty = "repetition_penalty"
        case subTalkerDoSample = "subtalker_dosample"
        case subTalkerTemperature = "subtalker_temperature"
        case subTalkerTopP = "subtalker_top_p"
        case subTalkerTopK = "subtalker_top_k"
    }
}
