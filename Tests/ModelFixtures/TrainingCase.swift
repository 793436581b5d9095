import Foundation
public import Qwen3TTS
import Tokenization
public import Torch

/// The batch that the official package was trained on, with everything that it computed.
public struct TrainingCase {
    /// The checkpoint that the training began with.
    public let checkpoint: Checkpoint
    /// The golden tensors.
    public let file: SafetensorsFile
    /// The golden numbers.
    public let parameters: Parameters

    /// What the golden JSON says.
    public struct Parameters: Decodable, Sendable {
        /// What the batch was made of.
        public var train: Train
        /// The constants of the optimizer.
        public var adamw: AdamW
        /// Before each of ten steps, and after the last.
        public var lossCurve: [Double]
        /// L2 norms of the first step's gradients, before clipping, by the parameter's official name.
        public var gradientNorms: [String: Double]
        /// Official names of trainable parameters that the loss does not reach.
        public var withoutGradient: [String]
        /// The L2 norm over all parameters in the first step.
        public var gradientNormBeforeClip: Double
        /// The total loss after one update.
        public var lossAfterOne: Double

        enum CodingKeys: String, CodingKey {
            case train, adamw
            case lossCurve = "adamw/loss_curve_10_steps"
            case gradientNorms = "train/grad_norm"
            case withoutGradient = "train/no_grad"
            case gradientNormBeforeClip = "adamw/grad_norm_before_clip"
            case lossAfterOne = "adamw/loss_after_1"
        }
    }

    /// The batch, as its maker described it.
    public struct Train: Decodable, Sendable {
        /// In the order of the batch.
        public var items: [Item]

        /// An utterance; its codes are among the golden tensors.
        public struct Item: Decodable, Sendable {
            /// Without the chat template.
            public var text: String
            /// `spk/N (x-vector)`, or `spk_id ROW`.
            public var speaker: String
            /// A language's name, or "Auto".
            public var language: String
        }
    }

    /// What the official optimizer was called with, beside its defaults.
    public struct AdamW: Decodable, Sendable {
        public var lr, clip: Double
        /// Times the learning rate, the share of each element that an update takes away.
        public var weightDecay: Double

        enum CodingKeys: String, CodingKey {
            case lr, clip
            case weightDecay = "weight_decay"
        }
    }

    /// Reads what was computed beside the checkpoint.
    public init(_ tiny: TinyCheckpoint) throws {
        checkpoint = try tiny.open()
        file = try SafetensorsFile(tiny.url.appendingPathExtension("safetensors"))
        parameters = try JSONDecoder().decode(
            Parameters.self, from: Data(contentsOf: tiny.url.appendingPathExtension("json")))
    }

    /// The speaker vectors that the prompts refer to by number.
    public func vectors() throws -> [Tensor] {
        try (0..<4).map { try file.tensor("spk/\($0)") }
    }

    /// The sequences in a layout.
    public func sequences(_ layout: Prompt.Layout) throws -> [TrainingSequence] {
        let tokenizer = try checkpoint.loadTokenizer()
        return try parameters.train.items.enumerated().map { index, item in
            let prompt = Prompt(
                tokens: tokenizer.encode(ChatTemplate.assistant(item.text)), speaker: speaker(item),
                language: checkpoint.configuration.talker.languages[item.language.lowercased()], layout: layout,
                checkpoint.configuration)
            return TrainingSequence(prompt: prompt, frames: try frames("train/item\(index)/codes"))
        }
    }

    /// Codes of the golden file as frames.
    public func frames(_ name: String) throws -> [[Int]] {
        let codes = try file.tensor(name)
        let flat: [Int64] = try codes.array()
        let width = codes.size(1)
        return (0..<codes.size(0)).map { row in flat[row * width..<(row + 1) * width].map(Int.init) }
    }

    private func speaker(_ item: Train.Item) -> Prompt.Speaker {
        let number = item.speaker.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        return item.speaker.hasPrefix("spk_id") ? .row(number) : .vector(number)
    }
}
