public import NeuralNetwork
public import Torch

/// The sub-talker: from a hidden state of the talker and codebook 0 of a frame, the frame's other codebooks in turn.
///
/// Position 0 holds the talker's hidden state, position j ≥ 1 the embedding of codebook j - 1; the head j - 1 reads
/// position j and predicts codebook j.
///
/// Reference: `Qwen3TTSTalkerCodePredictorModelForConditionalGeneration` (qwen-tts 0.1.1).
public struct CodePredictor {
    /// The sizes that it was built in.
    public let configuration: CodePredictorConfiguration
    /// Tables of the codebooks 1, 2, ..., as wide as the talker.
    public let codecEmbeddings: [Embedding]
    /// The heads of the codebooks 1, 2, ..., from the predictor's width to its vocabulary.
    public let heads: [Linear]
    /// Only where the talker is of another width.
    package let projection: Linear?
    package let layers: [DecoderLayer]
    package let norm: RMSNorm

    init(_ configuration: CodePredictorConfiguration, talkerHidden: Int, from weights: Weights) throws {
        self.configuration = configuration
        let others = configuration.codeGroups - 1
        let model = weights["model"]
        codecEmbeddings = try (0..<others).map {
            try Embedding(from: model["codec_embedding", $0], configuration.vocabulary, talkerHidden)
        }
        heads = try (0..<others).map {
            try Linear(from: weights["lm_head", $0], configuration.hidden, configuration.vocabulary)
        }
        projection =
            talkerHidden == configuration.hidden
            ? nil
            : try Linear(from: weights["small_to_mtp_projection"], talkerHidden, configuration.hidden, bias: true)
        layers = try (0..<configuration.layers).map {
            try DecoderLayer(
                configuration.attention, intermediate: configuration.intermediate, epsilon: configuration.epsilon,
                from: model["layers", $0])
        }
        norm = try RMSNorm(from: model["norm"], configuration.hidden, epsilon: configuration.epsilon)
    }

    /// The hidden states after the final norm.
    ///
    /// - Parameter x: `[N, positions, talker hidden]`; the result is `[N, positions, hidden]`.
    public func callAsFunction(
        _ x: Tensor, rotary: RotaryEmbedding? = nil, caches: [KeyValueCache]? = nil
    ) throws -> Tensor {
        let rotary = try rotary ?? self.rotary(positions: x.size(1), on: x.device)
        var x = try projection.map { try $0(x) } ?? x
        for (index, layer) in layers.enumerated() {
            x = try layer(x, rotary, .causal, cache: caches?[index])
        }
        return try norm(x)
    }

    /// The rotary embedding of the first `count` positions.
    public func rotary(positions count: Int, on device: Device) throws -> RotaryEmbedding {
        try RotaryEmbedding(
            positions: 0..<count, headDimension: configuration.headDimension, theta: configuration.ropeTheta,
            on: device)
    }

    /// Logits of the codebooks 1, 2, ..., each `[N, vocabulary]`, when all codes of the frames are known.
    ///
    /// - Parameters:
    ///   - hidden: the talker's hidden states that predict the frames, `[N, talker hidden]`.
    ///   - firstEmbeddings: the talker's embeddings of codebook 0, `[N, talker hidden]`.
    ///   - codes: int64, `[N, Q]`.
    public func logits(hidden: Tensor, firstEmbeddings: Tensor, codes: Tensor) throws -> [Tensor] {
        var positions = [hidden, firstEmbeddings]
        for (index, table) in codecEmbeddings.dropLast().enumerated() {
            positions.append(try table(codes.select(1, index + 1)).to(hidden.dtype))
        }
        let states = try self(stacked(positions, 1))  // [N, Q, hidden]
        return try heads.enumerated().map { index, head in try head(states.select(1, index + 1)) }
    }

    /// Caches for one frame.
    public func makeCaches(batch: Int, _ dtype: DType, on device: Device) throws -> [KeyValueCache] {
        try layers.map { _ in
            try KeyValueCache(
                configuration.attention, batch: batch, capacity: configuration.codeGroups + 1, dtype, on: device)
        }
    }
}
