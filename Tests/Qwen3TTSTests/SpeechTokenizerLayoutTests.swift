import Foundation
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import Testing
import Torch

/// Hands out zeros, and remembers for what.
private final class RememberingWeights: WeightSource {
    private(set) var shapes: [String: [Int]] = [:]

    func parameter(_ name: String, shape: [Int]) throws -> Tensor {
        shapes[name] = shape
        return try .zeros(shape)
    }

    func contains(_ name: String) -> Bool { false }
}

@Suite("The layout of new checkpoints")
struct SpeechTokenizerLayoutTests {
    @Test("A tokenizer made from nothing has all parameters of an official one", arguments: TinyCheckpoint.golden)
    func names(golden: TinyCheckpoint) throws {
        let folder = golden.url.appending(path: "speech_tokenizer")
        let file = try SafetensorsFile(folder.appending(path: "model.safetensors"))
        let source = RememberingWeights()
        _ = try SpeechTokenizer(
            configuration: readConfiguration(
                SpeechTokenizerConfiguration.self, from: folder.appending(path: "config.json")),
            from: Weights(source))
        #expect(Set(source.shapes.keys) == Set(file.names))
        for name in file.names {
            #expect(source.shapes[name] == file.shape(of: name), "\(name)")
        }
    }
}
