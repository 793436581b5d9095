import Foundation
import Qwen3TTS
import Tokenization
import Torch

/// The batch of the golden training case.
struct TrainCaseBuilder {
    let golden: Golden
    let checkpoint: Checkpoint

    /// The speaker vectors that the items refer to by number: made from the recordings, or, where the checkpoint has no
    /// speaker encoder, the golden `spk/N`, which are inputs then.
    func speakers(_ encoder: SpeakerEncoder?) throws -> Tensor {
        let vectors = try golden.indices("audio", "wav").map { index in
            guard let encoder else { return try golden.file.tensor("spk/\(index)").reshaped(-1) }
            let samples: [Float] = try golden.file.tensor("audio/\(index)/wav").array()
            return try withoutGradients { try encoder.embed(samples).reshaped(-1) }
        }
        return try stacked(vectors, 0)
    }

    /// The sequences in one layout; `only` picks items.
    func sequences(_ layout: Prompt.Layout) throws -> [Utterance] {
        let tokenizer = try checkpoint.loadTokenizer()
        let items = golden.parameters.train?.items ?? []
        return try items.enumerated().map { index, item in
            let prompt = Prompt(
                tokens: tokenizer.encode(ChatTemplate.assistant(item.text)), speaker: speaker(item),
                language: checkpoint.configuration.talker.languages[item.language.lowercased()], layout: layout,
                checkpoint.configuration)
            return Utterance(prompt: prompt, frames: try frames(index))
        }
    }

    func tokens(_ index: Int) throws -> [Int] {
        try checkpoint.loadTokenizer().encode(ChatTemplate.assistant(golden.parameters.train?.items[index].text ?? ""))
    }

    private func frames(_ index: Int) throws -> [[Int]] {
        let codes = try golden.file.tensor("train/item\(index)/codes")
        let flat: [Int64] = try codes.array()
        let width = codes.size(1)
        return (0..<codes.size(0)).map { row in flat[row * width..<(row + 1) * width].map(Int.init) }
    }

    private func speaker(_ item: Golden.TrainCase.Item) -> Prompt.Speaker {
        let number = item.speaker.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        return item.speaker.hasPrefix("spk_id") ? .row(number) : .vector(number)
    }
}
