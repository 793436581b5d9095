import NeuralNetwork
import Qwen3TTS
import Torch

/// Lists the parameters of a model without making them.
final class ParameterListing: WeightSource {
    private(set) var parameters: [(name: String, shape: [Int])] = []

    /// The parameters of the main model, in the order in which it asks for them.
    static func model(_ configuration: ModelConfiguration) throws -> [(name: String, shape: [Int])] {
        let listing = ParameterListing()
        _ = try Qwen3TTSModel(configuration, from: Weights(listing))
        return listing.parameters
    }

    /// The parameters of the speech tokenizer, those included that only its training needs.
    static func speechTokenizer(_ configuration: SpeechTokenizerConfiguration) throws -> [(name: String, shape: [Int])]
    {
        let listing = ParameterListing()
        _ = try SpeechTokenizer(configuration: configuration, from: Weights(listing))
        return listing.parameters
    }

    func contains(_ name: String) -> Bool { true }

    /// A zero that is repeated in place of each element.
    func parameter(_ name: String, shape: [Int]) throws -> Tensor {
        parameters.append((name, shape))
        return try Tensor.zeros(Array(repeating: 1, count: shape.count)).expanded(shape)
    }
}
