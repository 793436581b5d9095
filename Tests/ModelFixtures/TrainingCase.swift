import Foundation
public import Qwen3TTS
import Tokenization
public import Torch

/// The batch that the official package was trained on, with everything that it computed.
public struct TrainingCase {
    /// The checkpoint that was trained.
    public let checkpoint: Checkpoint
    /// The golden tensors.
    public let file: SafetensorsFile
    /// What the golden JSON says.
    public let parameters: Parameters

    /// The parts of the golden JSON that are about training.
    public struct Parameters: Decodable, Sendable {
        /// What was trained on.
        public var train: Train
        /// How it was trained.
        public var adamw: AdamW
        /// Before each of ten steps, and after the last.
        public var lossCurve: [Double]
        /// The norm of each parameter's gradient.
        public var gradientNorms: [String: Double]
        /// The parameters that have none.
        public var withoutGradient: [String]
        /// Of all gradients of the first step.
        public var gradientNormBeforeClip: Double
        /// On the same batch.
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

    /// What was trained on.
    public struct Train: Decodable, Sendable {
        /// The utterances of the batch.
        public var items: [Item]

        /// An utterance, whose codes are among the tensors.
        public struct Item: Decodable, Sendable {
            /// What is said.
            public var text: String
            /// `spk/N (x-vector)`, or `spk_id ROW`.
            public var speaker: String
            /// The official name, or "Auto".
            public var language: String
        }
    }

    /// The constants of the optimizer that are not its defaults.
    public struct AdamW: Decodable, Sendable {
        /// The learning rate, and the norm that gradients are clipped to.
        public var lr, clip: Double
        /// Decoupled.
        public var weightDecay: Double

        enum CodingKeys: String, CodingKey {
            case lr, clip
            case weightDecay = "weight_decay"
        }
    }

    /// Reads the golden files of a checkpoint.
    public init(_ tiny: TinyCheckpoint) throws {
        checkpoint = try tiny.open()
        file = try SafetensorsFile(tiny.url.appendingPathExtension("safetensors"))
        parameters = try JSONDecoder().decode(
            Parameters.self, from: Data(contentsOf: tiny.url.appendingPathExtension("json")))
    }

    /// The speaker vectors that the prompts refer to by number.
    public func speakers() throws -> Tensor {
        try stacked((0..<4).map { try file.tensor("spk/\($0)").reshaped(-1) }, 0)
    }

    /// The sequences in a layout.
    public func sequences(_ layout: Prompt.Layout) throws -> [Utterance] {
        let tokenizer = try checkpoint.loadTokenizer()
        return try parameters.train.items.enumerated().map { index, item in
            let prompt = Prompt(
                tokens: tokenizer.encode(ChatTemplate.assistant(item.text)), speaker: speaker(item),
                language: checkpoint.configuration.talker.languages[item.language.lowercased()], layout: layout,
                checkpoint.configuration)
            return Utterance(prompt: prompt, frames: try frames("train/item\(index)/codes"))
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
