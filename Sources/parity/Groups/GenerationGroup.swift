import NeuralNetwork
import Qwen3TTS
import SpeechGeneration
import Tokenization
import Torch

/// `gen/...`: greedy speech in every layout, and one teacher-forced pass over each.
struct GenerationGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {
        guard let cases = golden.parameters.gen, output.wants("gen/") else { return }
        try withoutGradients {
            let loaded = try checkpoint.loadModel(isFrozen: { _ in true })
            let talker = loaded.model.talker
            let speakers = try TrainCaseBuilder(golden: golden, checkpoint: checkpoint)
                .speakers(loaded.model.speakerEncoder)
            let speech = try SpeechTokenizer(directory: checkpoint.speechTokenizer)
            let builder = GenerationCaseBuilder(
                golden: golden, configuration: checkpoint.configuration, tokenizer: try checkpoint.loadTokenizer(),
                recordings: try golden.indices("audio", "wav").map { try frames(of: $0, speech) })
            for (name, parameters) in cases.sorted(by: { $0.key < $1.key }) {
                let prefix = "gen/\(name)/"
                try output.add(prefix + "text_ids", try Tensor(indices: builder.text(parameters)))
                if let tokens = builder.referenceText(parameters) {
                    try output.add(prefix + "ref_text_ids", try Tensor(indices: tokens))
                }
                if let tokens = builder.instruct(parameters) {
                    try output.add(prefix + "instruct_ids", try Tensor(indices: tokens))
                }
                let prompt = try builder.prompt(parameters)
                let result = try Generator(talker).generate(prompt, speakers: speakers, options(parameters))
                try output.add(prefix + "codes", try talker.codes(result.frames, on: .cpu))
                if isGolden(prefix + "wav") {
                    try output.add(prefix + "wav", try speech.decode(talker.codes(result.frames, on: .cpu)))
                }
                let sequence = Utterance(prompt: prompt, frames: result.frames)
                try teacherForced(talker, sequence, speakers, prefix, into: &output)
            }
        }
    }

    private func teacherForced(
        _ talker: Talker, _ sequence: Utterance, _ speakers: Tensor, _ prefix: String,
        into output: inout Output
    ) throws {
        let start = sequence.prompt.count
        let embeddings = try talker.embed([sequence], speakers: speakers, .float32, on: .cpu)
        let hidden = try talker(embeddings).select(0, 0).narrowed(0, start - 1..<start - 1 + sequence.frames.count)
        try output.add(prefix + "hidden", hidden)
        guard isGolden(prefix + "prefix_embeds") else { return }
        try output.add(prefix + "prefix_embeds", try embeddings.select(0, 0).narrowed(0, 0..<start))
        try output.add(prefix + "logits_code0", try talker.codecHead(hidden))
        let codes = try talker.codes(Array(sequence.frames.prefix(1)), on: .cpu)
        let sub = try talker.codePredictor.logits(
            hidden: hidden.narrowed(0, 0..<1), firstEmbeddings: talker.codecEmbedding(codes.select(1, 0)), codes: codes)
        try output.add(prefix + "logits_sub_frame0", try stacked(sub, 1).select(0, 0))
    }

    private func options(_ parameters: Golden.GenerationCase) -> GenerationOptions {
        var options = GenerationOptions(maximumFrames: golden.parameters.about.frames)
        options.talker = SamplingOptions(
            isSampled: false, repetitionPenalty: parameters.repetitionPenalty ?? 1)
        options.subTalker = SamplingOptions(isSampled: false)
        return options
    }

    private func frames(of recording: Int, _ speech: SpeechTokenizer) throws -> [[Int]] {
        let samples: [Float] = try golden.file.tensor("audio/\(recording)/wav").array()
        return try speech.encode(samples).frames()
    }

    /// Whether the golden file has the tensor, whole or sampled.
    private func isGolden(_ name: String) -> Bool {
        golden.file.names.contains { $0 == name || $0.hasPrefix(name + "#") }
    }
}
