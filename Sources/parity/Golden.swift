import Foundation
import Qwen3TTS
import Torch

/// A golden file: tensors, and the parameters of the cases.
struct Golden {
    let file: SafetensorsFile
    let parameters: Parameters

    /// The parts of the JSON that are inputs.
    struct Parameters: Decodable {
        var about: About
        var text: [TextCase]
        var gen: [String: GenerationCase]?
        var sampling: SamplingCase?
        var train: TrainCase?
        var speakers: [String: Int]?
        var adamw: AdamWCase?
        var lossCurve: [Double]?
        var gradientNorms: [String: Double]?
        var gradientNormBeforeClip: Double?

        enum CodingKeys: String, CodingKey {
            case about, text, gen, sampling, train, speakers, adamw
            case lossCurve = "adamw/loss_curve_10_steps"
            case gradientNorms = "train/grad_norm"
            case gradientNormBeforeClip = "adamw/grad_norm_before_clip"
        }
    }

    struct About: Decodable {
        /// The cap on generated frames.
        var frames: Int
    }

    struct TextCase: Decodable {
        var text: String
        var ids: [Int]
    }

    /// An utterance to be generated greedily.
    struct GenerationCase: Decodable {
        var text: String
        var language: String
        /// A name; nil for a vector or nobody.
        var speaker: String?
        /// The number of the recording whose vector is the speaker, and of the one that is gone on from.
        var vector, recording: Int?
        var referenceText: String?
        var instruct: String?
        var isWholeText: Bool
        var repetitionPenalty: Double?

        enum CodingKeys: String, CodingKey {
            case text, language, speaker, instruct
            case vector = "xvec"
            case recording = "icl"
            case referenceText = "ref_text"
            case isWholeText = "non_streaming"
            case repetitionPenalty = "repetition_penalty"
        }
    }

    struct SamplingCase: Decodable {
        var repetitionPenalty, temperature, topP: Double
        var topK: Int

        enum CodingKeys: String, CodingKey {
            case temperature
            case repetitionPenalty = "repetition_penalty"
            case topP = "top_p"
            case topK = "top_k"
        }
    }

    struct TrainCase: Decodable {
        var items: [Item]

        struct Item: Decodable {
            var text: String
            /// "spk/1 (x-vector)" or "spk_id 1016".
            var speaker: String
            var language: String
        }
    }

    struct AdamWCase: Decodable {
        var lr: Double
        var clip: Double
        var weightDecay: Double

        enum CodingKeys: String, CodingKey {
            case lr, clip
            case weightDecay = "weight_decay"
        }
    }

    init(json: URL, tensors: URL) throws {
        parameters = try readConfiguration(Parameters.self, from: json)
        file = try SafetensorsFile(tensors)
    }

    /// The numbers N of the tensors `prefix/N/suffix`.
    func indices(_ prefix: String, _ suffix: String) -> [Int] {
        (0..<1000).filter { file.shape(of: "\(prefix)/\($0)/\(suffix)") != nil }
    }
}
