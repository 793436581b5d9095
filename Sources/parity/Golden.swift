import Foundation
import Qwen3TTS
import Torch

/// A golden file: tensors, and the parameters of the cases.
struct Golden {
    let file: SafetensorsFile
    let parameters: Parameters

    /// The parts of the JSON that are inputs.
    struct Parameters: Decodable {
        var text: [TextCase]
        var train: TrainCase?
        var speakers: [String: Int]?
        var adamw: AdamWCase?
        var lossCurve: [Double]?
        var gradientNorms: [String: Double]?
        var gradientNormBeforeClip: Double?

        enum CodingKeys: String, CodingKey {
            case text, train, speakers, adamw
            case lossCurve = "adamw/loss_curve_10_steps"
            case gradientNorms = "train/grad_norm"
            case gradientNormBeforeClip = "adamw/grad_norm_before_clip"
        }
    }

    struct TextCase: Decodable {
        var text: String
        var ids: [Int]
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
