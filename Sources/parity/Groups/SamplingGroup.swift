import GoldenCases
import Qwen3TTS
import SpeechGeneration
import Torch

/// `sampling/...`: the probabilities with which codes of codebook 0 are drawn.
struct SamplingGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {
        guard let parameters = golden.parameters.sampling, output.wants("sampling/") else { return }
        let logits = try golden.file.tensor("sampling/logits")
        let previous = try golden.file.tensor("sampling/previous_codes")
        try output.add("sampling/logits", logits)
        try output.add("sampling/previous_codes", previous)
        let options = SamplingOptions(
            temperature: parameters.temperature, topK: parameters.topK, topP: parameters.topP,
            repetitionPenalty: parameters.repetitionPenalty)
        let end = checkpoint.configuration.talker.codecEOS
        let vocabulary = logits.size(1)
        let said = try previous.frames()
        var probabilities: [Float] = []
        for row in 0..<logits.size(0) {
            let candidates = Sampler.candidates(
                try logits.select(0, row).contiguous().array(), options, previous: Set(said[row])
            ) { $0 == end || $0 < vocabulary - 1024 }
            var dense = Array(repeating: Float(0), count: vocabulary)
            for (token, probability) in candidates { dense[token] = Float(probability) }
            probabilities += dense
        }
        try output.add("sampling/probs", try Tensor(probabilities, shape: logits.shape))
    }
}
