public import Qwen3TTS
import Tokenization
public import Torch

/// The batch that the official package was trained on.
public struct TrainingCase {
    /// What was computed.
    public let golden: Golden
    /// The checkpoint that was trained.
    public let checkpoint: Checkpoint

    /// The batch of a golden file, for the checkpoint that it was made with.
    public init(_ golden: Golden, _ checkpoint: Checkpoint) {
        self.golden = golden
        self.checkpoint = checkpoint
    }

    /// The golden tensors.
    public var file: SafetensorsFile { golden.file }
    /// What the golden JSON says.
    public var parameters: Golden.Parameters { golden.parameters }
    /// The utterances as the golden JSON has them.
    public var items: [Golden.TrainCase.Item] { golden.parameters.train?.items ?? [] }

    /// The speaker vectors that the prompts refer to by number: made from the recordings by an encoder, or the golden ones.
    public func speakers(_ encoder: SpeakerEncoder? = nil) throws -> Tensor {
        let vectors = try golden.indices("spk").map { index in
            guard let encoder else { return try file.tensor("spk/\(index)").reshaped(-1) }
            let samples: [Float] = try file.tensor("audio/\(index)/wav").array()
            return try withoutGradients { try encoder.embed(samples).reshaped(-1) }
        }
        return try stacked(vectors, 0)
    }

    /// The tokens of an utterance, with its chat template.
    public func tokens(_ index: Int) throws -> [Int] {
        try checkpoint.loadTokenizer().encode(ChatTemplate.assistant(items[index].text))
    }

    /// The sequences in a layout.
    public func sequences(_ layout: Prompt.Layout) throws -> [Utterance] {
        try items.enumerated().map { index, item in
            let prompt = Prompt(
                tokens: try tokens(index), speaker: speaker(item),
                language: checkpoint.configuration.talker.languages[item.language.lowercased()], layout: layout,
                checkpoint.configuration)
            return Utterance(prompt: prompt, frames: try frames("train/item\(index)/codes"))
        }
    }

    /// Codes of the golden file as frames.
    public func frames(_ name: String) throws -> [[Int]] { try file.tensor(name).frames() }

    private func speaker(_ item: Golden.TrainCase.Item) -> Prompt.Speaker {
        let number = item.speaker.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        return item.speaker.hasPrefix("spk_id") ? .row(number) : .vector(number)
    }
}
