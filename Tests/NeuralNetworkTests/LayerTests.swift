import TestSupport
import Testing
import Torch

@testable import NeuralNetwork

@Suite("Layers with parameters")
struct LayerTests {
    @Test(
        "A linear layer computes in the dtype of its input, its parameters stay in float32", arguments: [true, false])
    func halfPrecision(hasBias: Bool) throws {
        let source = RandomWeights()
        let layer = try Linear(from: Weights(source), 4, 3, bias: hasBias)
        #expect(layer.weight.dtype == .float32)
        #expect((layer.bias != nil) == hasBias)
        let x = try Grid(noise: 1, 2, 4).tensor(.bfloat16)
        let result = try layer(x)
        #expect(result.dtype == .bfloat16)
        try expectClose(result, layer(x.to(.float32)), tolerance: 0.02)
        // The gradient comes back through the conversion.
        try layer.weight.requiringGradient()
        try layer(x).sum().backward()
        #expect(try layer.weight.gradient()?.dtype == .float32)
    }

    @Test("SwiGLU agrees with its formula")
    func feedForward() throws {
        let layer = try FeedForward(hidden: 4, intermediate: 6, from: Weights(RandomWeights()))
        let x = try Grid(noise: 2, 2, 3, 4).tensor(.float32)
        let gated = try layer.gate(x)
        try expectClose(layer(x), layer.down(gated * gated.sigmoid() * layer.up(x)), tolerance: 1e-6)
    }

    @Test("An embedding, a norm and a scale take their parameters by the official names")
    func names() throws {
        let source = RandomWeights()
        let weights = Weights(source)["model"]
        _ = try Embedding(from: weights["embed"], 5, 4)
        _ = try RMSNorm(from: weights["layers", 2]["norm"], 4, epsilon: 1e-6)
        _ = try LayerNorm(from: weights["after"], 4, epsilon: 1e-6)
        _ = try LayerScale(from: weights["scale"], 4)
        _ = try Convolution(from: weights["conv"], 4, 6, kernel: 3, groups: 2)
        #expect(
            source.asked == [
                "model.embed.weight [5, 4]", "model.layers.2.norm.weight [4]", "model.after.weight [4]",
                "model.after.bias [4]", "model.scale.scale [4]", "model.conv.weight [6, 2, 3]", "model.conv.bias [6]",
            ])
    }

    @Test("A decoder layer adds its two halves to its input")
    func decoderLayer() throws {
        let shape = AttentionShape(hidden: 8, heads: 2, keyValueHeads: 1, headDimension: 6)
        let layer = try DecoderLayer(shape, intermediate: 10, epsilon: 1e-6, from: Weights(RandomWeights()))
        let x = try Grid(noise: 3, 2, 5, 8).tensor(.float32)
        let rotary = try RotaryEmbedding(positions: 0..<5, headDimension: 6, theta: 10000)
        let attended = try x + layer.attention(layer.attentionNorm(x), rotary)
        try expectClose(
            layer(x, rotary, .causal, cache: nil), attended + layer.feedForward(layer.feedForwardNorm(attended)),
            tolerance: 1e-6)
    }
}
