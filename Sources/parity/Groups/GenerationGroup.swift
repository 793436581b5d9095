import GoldenCases
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
        guard golden.parameters.gen != nil, output.wants("gen/") else { return }
        try withoutGradients {
            let loaded = try checkpoint.loadModel(isFrozen: { _ in true })
            let talker = loaded.model.talker
            let speech = try SpeechTokenizer(directory: checkpoint.speechTokenizer)
            let recordings = try golden.indices("audio", "wav").map { try frames(of: $0, speech) }
            let cases = GenerationCases(
                golden, signals: TrainingCase(golden, checkpoint), recording: { recordings[$0] })
            let speakers = try cases.speakers(loaded.model.speakerEncoder)
            for (name, utterance) in cases.all {
                let prefix = "gen/\(name)/"
                let tokens = try cases.tokens(utterance)
                try output.add(prefix + "text_ids", try Tensor(indices: tokens.text))
                if let tokens = tokens.reference {
                    try output.add(prefix + "ref_text_ids", try Tensor(indices: tokens))
                }
                if let tokens = tokens.instruct {
                    try output.add(prefix + "instruct_ids", try Tensor(indices: tokens))
                }
                let prompt = try cases.prompt(utterance)
                let result = try Generator(talker).generate(prompt, speakers: speakers, cases.options(utterance))
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

    private func frames(of recording: Int, _ speech: SpeechTokenizer) throws -> [[Int]] {
        let samples: [Float] = try golden.file.tensor("audio/\(recording)/wav").array()
        return try speech.encode(samples).frames()
    }

    /// Whether the golden file has the tensor, whole or sampled.
    private func isGolden(_ name: String) -> Bool {
        golden.file.names.contains { $0 == name || $0.hasPrefix(name + "#") }
    }
}
