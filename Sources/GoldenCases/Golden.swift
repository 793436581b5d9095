public import Foundation
import Qwen3TTS
public import Torch

/// A golden file: tensors that the official package computed, and in JSON the parameters of the cases.
public struct Golden {
    /// The tensors.
    public let file: SafetensorsFile
    /// What the JSON says.
    public let parameters: Parameters

    /// The parts of the JSON that are inputs, or numbers to compare with; a file need not have them all.
    public struct Parameters: Decodable, Sendable {
        /// How the file was made.
        public var about: About?
        /// Texts and their tokens.
        public var text: [TextCase]?
        /// Utterances to be generated, by name.
        public var gen: [String: GenerationCase]?
        /// Rows that have names there, beside the checkpoint's.
        public var speakers: [String: Int]?
        /// How probabilities were made of logits.
        public var sampling: SamplingCase?
        /// What was trained on.
        public var train: TrainCase?
        /// How it was trained.
        public var adamw: AdamWCase?
        /// Before each of ten steps, and after the last.
        public var lossCurve: [Double]?
        /// The norm of each parameter's gradient.
        public var gradientNorms: [String: Double]?
        /// The parameters that have none.
        public var withoutGradient: [String]?
        /// Of all gradients of the first step.
        public var gradientNormBeforeClip: Double?

        enum CodingKeys: String, CodingKey {
            case about, text, gen, sampling, train, speakers, adamw
            case lossCurve = "adamw/loss_curve_10_steps"
            case gradientNorms = "train/grad_norm"
            case withoutGradient = "train/no_grad"
            case gradientNormBeforeClip = "adamw/grad_norm_before_clip"
        }
    }

    /// How the file was made.
    public struct About: Decodable, Sendable {
        /// The cap on generated frames.
        public var frames: Int?
    }

    /// A text and its tokens.
    public struct TextCase: Decodable, Sendable {
        /// What is tokenized.
        public var text: String
        /// The official tokens.
        public var ids: [Int]
    }

    /// An utterance to be generated greedily.
    public struct GenerationCase: Decodable, Sendable {
        /// What is said, and the official name of its language, or "Auto".
        public var text, language: String
        /// A name; nil for a vector or nobody.
        public var speaker: String?
        /// The number of the recording whose vector is the speaker, and of the one that is gone on from.
        public var vector, recording: Int?
        /// What is said in the recording that is gone on from, and how to speak.
        public var referenceText, instruct: String?
        /// Whether the whole text comes before the first frame.
        public var isWholeText: Bool
        /// Nil for none.
        public var repetitionPenalty: Double?
        /// Whether the model ended its speech by itself.
        public var hasEnded: Bool?

        enum CodingKeys: String, CodingKey {
            case text, language, speaker, instruct
            case vector = "xvec"
            case recording = "icl"
            case referenceText = "ref_text"
            case isWholeText = "non_streaming"
            case repetitionPenalty = "repetition_penalty"
            case hasEnded = "stopped_by_eos"
        }
    }

    /// The settings of the logits processors, as in `SamplingOptions`.
    public struct SamplingCase: Decodable, Sendable {
        /// As there.
        public var repetitionPenalty, temperature, topP: Double
        /// As there.
        public var topK: Int

        enum CodingKeys: String, CodingKey {
            case temperature
            case repetitionPenalty = "repetition_penalty"
            case topP = "top_p"
            case topK = "top_k"
        }
    }

    /// What was trained on.
    public struct TrainCase: Decodable, Sendable {
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
    public struct AdamWCase: Decodable, Sendable {
        /// The learning rate, and the norm that gradients are clipped to.
        public var lr, clip: Double
        /// Decoupled.
        public var weightDecay: Double

        enum CodingKeys: String, CodingKey {
            case lr, clip
            case weightDecay = "weight_decay"
        }
    }

    /// Reads both files.
    public init(json: URL, tensors: URL) throws {
        parameters = try readConfiguration(Parameters.self, from: json)
        file = try SafetensorsFile(tensors)
    }

    /// Reads `NAME.json` and `NAME.safetensors`.
    public init(_ name: URL) throws {
        try self.init(json: name.appendingPathExtension("json"), tensors: name.appendingPathExtension("safetensors"))
    }

    /// The numbers N of the tensors `prefix/N/suffix`, or `prefix/N`.
    public func indices(_ prefix: String, _ suffix: String? = nil) -> [Int] {
        (0..<1000).filter { file.shape(of: "\(prefix)/\($0)\(suffix.map { "/\($0)" } ?? "")") != nil }
    }
}

extension Tensor {
    /// Codes `[T, Q]` as frames.
    public func frames() throws -> [[Int]] {
        let flat: [Int64] = try to(.int64).contiguous().array()
        let width = size(1)
        return (0..<size(0)).map { row in flat[row * width..<(row + 1) * width].map(Int.init) }
    }
}
