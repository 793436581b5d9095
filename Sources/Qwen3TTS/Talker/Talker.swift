public import NeuralNetwork
public import Torch

/// The autoregressive model over frames: it predicts codebook 0 of each frame, and its hidden state feeds the code
/// predictor, which predicts the other codebooks.
///
/// Reference: `Qwen3TTSTalkerForConditionalGeneration` (qwen-tts 0.1.1).
public struct Talker {
    /// The sizes that it was built in, and the rows of its special codes.
    public let configuration: TalkerConfiguration
    /// `[text vocabulary, text hidden]`, to be projected to the talker's width.
    public let textEmbedding: Embedding
    /// Rows for codebook 0, the special codes, the languages and the speakers: `[vocabulary, hidden]`.
    public let codecEmbedding: Embedding
    /// From the width of the text embedding to the talker's.
    public let textProjection: TextProjection
    /// Logits of codebook 0 and the special codes, from a hidden state.
    public let codecHead: Linear
    /// What adds the other codebooks to a frame.
    public let codePredictor: CodePredictor
    package let layers: [DecoderLayer]
    package let norm: RMSNorm

    /// Takes the parameters from `weights`, which look at the checkpoint's `talker`.
    public init(_ configuration: TalkerConfiguration, from weights: Weights) throws {
        self.configuration = configuration
        let model = weights["model"]
        textEmbedding = try Embedding(
            from: model["text_embedding"], configuration.textVocabulary, configuration.textHidden)
        codecEmbedding = try Embedding(from: model["codec_embedding"], configuration.vocabulary, configuration.hidden)
        textProjection = try TextProjection(
            inputs: configuration.textHidden, outputs: configuration.hidden, from: weights["text_projection"])
        layers = try (0..<configuration.layers).map {
            try DecoderLayer(
                configuration.attention, intermediate: configuration.intermediate, epsilon: configuration.epsilon,
                from: model["layers", $0])
        }
        norm = try RMSNorm(from: model["norm"], configuration.hidden, epsilon: configuration.epsilon)
        codecHead = try Linear(from: weights["codec_head"], configuration.hidden, configuration.vocabulary)
        codePredictor = try CodePredictor(
            configuration.codePredictor, talkerHidden: configuration.hidden, from: weights["code_predictor"])
    }

    /// The hidden states after the final norm.
    ///
    /// - Parameters:
    ///   - embeddings: `[B, T, hidden]`; shorter sequences are padded on the right.
    ///   - rotary: of the T positions; made here for a pass that starts at position 0.
    /// - Returns: `[B, T, hidden]`.
    public func callAsFunction(
        _ embeddings: Tensor, rotary: RotaryEmbedding? = nil, mask: AttentionMask = .causal,
        caches: [KeyValueCache]? = nil
    ) throws -> Tensor {
        let rotary = try rotary ?? self.rotary(positions: 0..<embeddings.size(1), on: embeddings.device)
        var x = embeddings
        for (index, layer) in layers.enumerated() {
            x = try layer(x, rotary, mask, cache: caches?[index])
        }
        return try norm(x)
    }

    /// The rotary embedding of the positions `range`.
    ///
    /// The declared M-RoPE has three equal rows here, which makes it the plain one.
    public func rotary(positions range: Range<Int>, on device: Device) throws -> RotaryEmbedding {
        try RotaryEmbedding(
            positions: range, headDimension: configuration.headDimension, theta: configuration.ropeTheta, on: device)
    }

    /// The text embeddings of token ids, brought to the talker's width.
    ///
    /// - Parameter ids: int64, `[N]`; the result is `[N, hidden]` in `dtype`.
    public func embedText(_ ids: Tensor, _ dtype: DType) throws -> Tensor {
        try textProjection(textEmbedding(ids).to(dtype))
    }

    /// The sum of the sixteen embeddings of each frame: what the talker reads after it has said that frame.
    ///
    /// - Parameter codes: int64, `[N, Q]`; the result is `[N, hidden]` in `dtype`.
    public func embedFrames(_ codes: Tensor, _ dtype: DType) throws -> Tensor {
        // Added up in float32, whatever the activations are: sixteen roundings would be too many.
        var sum = try codecEmbedding(codes.select(1, 0)).to(.float32)
        for (index, table) in codePredictor.codecEmbeddings.enumerated() {
            sum = try sum + table(codes.select(1, index + 1)).to(.float32)
        }
        return try sum.to(dtype)
    }

    /// Caches for a sequence of at most `capacity` positions.
    public func makeCaches(batch: Int, capacity: Int, _ dtype: DType, on device: Device) throws -> [KeyValueCache] {
        try layers.map { _ in
            try KeyValueCache(configuration.attention, batch: batch, capacity: capacity, dtype, on: device)
        }
    }
}
