import NeuralNetwork
import Qwen3TTS
import Testing
import Torch

@testable import ModelInitialization

@Suite("Random weights")
struct InitializationWeightsTests {
    private func source(_ seed: UInt64, _ dtype: DType = .float32) -> RandomWeights {
        RandomWeights(seed: seed, storage: { _ in dtype }, distribution: { _, _ in .normal(0.5) })
    }

    @Test("Values depend on the seed and the name, and not on the order")
    func order() throws {
        let (one, other) = (source(1), source(1))
        let a = try one.parameter("a", shape: [40, 3]).array(of: Float.self)
        let b = try one.parameter("b", shape: [40, 3]).array(of: Float.self)
        #expect(try other.parameter("b", shape: [40, 3]).array(of: Float.self) == b)
        #expect(try other.parameter("a", shape: [40, 3]).array(of: Float.self) == a)
        #expect(a != b)
        #expect(try source(2).parameter("a", shape: [40, 3]).array(of: Float.self) != a)
    }

    @Test("A parameter that is asked for again is the same tensor")
    func again() throws {
        let weights = source(1)
        #expect(try weights.parameter("a", shape: [2]) === weights.parameter("a", shape: [2]))
        #expect(weights.parameters.count == 1)
    }

    @Test("Large tensors are made in pieces that all have the deviation asked for, in the dtype asked for")
    func pieces() throws {
        let tensor = try source(3, .bfloat16).parameter("a", shape: [9, 1 << 19])
        #expect(tensor.dtype == .bfloat16)
        for row in [0, 8] {
            let deviation = try tensor.select(0, row).to(.float32).squared().mean().squareRoot().item()
            #expect(abs(deviation - 0.5) < 0.01)
        }
    }

    static let rules: [(String, [Int], InitialDistribution)] = [
        ("talker.model.layers.0.self_attn.q_proj.weight", [64, 64], .normal(0.02)),
        ("talker.model.layers.0.self_attn.o_proj.weight", [64, 64], .normal(0.02 / 6.0.squareRoot())),
        ("talker.code_predictor.model.layers.1.mlp.down_proj.weight", [48, 96], .normal(0.01)),
        ("talker.model.layers.0.self_attn.q_norm.weight", [32], .constant(1)),
        ("talker.model.layers.0.post_attention_layernorm.weight", [64], .constant(1)),
        ("talker.model.norm.weight", [64], .constant(1)),
        ("talker.text_projection.linear_fc1.bias", [96], .constant(0)),
        ("talker.text_projection.linear_fc1.weight", [96, 100], .normal(0.1)),
        ("talker.model.text_embedding.weight", [1088, 96], .normal(1)),
        ("talker.codec_head.weight", [1088, 64], .normal(0.02)),
        ("speaker_encoder.blocks.0.conv.weight", [32, 10, 5], .normal(0.2)),
    ]

    @Test("The main model's parameters start as their part asks", arguments: rules)
    func rule(name: String, shape: [Int], expected: InitialDistribution) throws {
        let json = CheckpointConfigurations(size: .tiny, type: .base, ids: [:]).model
        let configuration = try CheckpointConfigurations.decoded(json) as ModelConfiguration
        #expect(InitialDistribution.model(name, shape: shape, configuration.talker) == expected)
    }

    static let speechRules: [(String, [Int], InitialDistribution)] = [
        ("encoder.encoder_transformer.layers.0.input_layernorm.weight", [32], .constant(1)),
        ("encoder.encoder_transformer.layers.0.input_layernorm.bias", [32], .constant(0)),
        ("encoder.encoder_transformer.layers.0.mlp_layer_scale.scale", [32], .constant(0.4)),
        ("decoder.upsample.0.0.conv.weight", [25, 25, 2], .normal(0.2)),
        ("decoder.upsample.0.1.dwconv.conv.weight", [48, 1, 25], .normal(0.2)),
        ("decoder.upsample.0.1.norm.weight", [48], .constant(1)),
        ("decoder.decoder.1.block.1.conv.weight", [50, 25, 16], .normal(0.1)),
        ("decoder.decoder.1.block.0.alpha", [64], .normal(0.1)),
        ("decoder.decoder.0.conv.weight", [64, 25, 4], .normal(0.1)),
        ("encoder.quantizer.semantic_residual_vector_quantizer.layers.0.codebook.initialized", [1], .constant(1)),
    ]

    @Test("The speech tokenizer's parameters start as their part asks", arguments: speechRules)
    func speechRule(name: String, shape: [Int], expected: InitialDistribution) {
        #expect(InitialDistribution.speechTokenizer(name, shape: shape) == expected)
    }
}
