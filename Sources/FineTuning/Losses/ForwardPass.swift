import NeuralNetwork
public import Qwen3TTS
public import Torch

/// What the model makes of a micro-batch, teacher-forced: made once, and looked at by every loss.
///
/// Shapes: B utterances of at most T positions, N positions that the talker predicts from, F frames, Q codebooks.
public struct ForwardPass {
    /// The model.
    public let talker: Talker
    /// The utterances that it has read.
    public let batch: [Utterance]
    /// What it should have predicted, and where.
    public let targets: PredictionTargets
    /// The true codes: int64, `[F, Q]`.
    public let codes: Tensor
    /// The talker's states: `[B · T, hidden]`.
    public let hidden: Tensor
    /// The talker's logits at its targets' positions: `[N, vocabulary]`.
    public let talkerLogits: Tensor
    /// The code predictor's logits of the codebooks 1, 2, ..., each `[F, vocabulary]`.
    public let subTalkerLogits: [Tensor]

    /// Runs the model on a batch.
    ///
    /// - Parameters:
    ///   - speakers: the vectors that prompts refer to, `[S, hidden]`; nil where none does.
    ///   - dtype: of the activations.
    /// - Throws: `TorchError`, for example when memory does not suffice.
    public init(
        _ talker: Talker, _ batch: [Utterance], speakers: Tensor? = nil, _ dtype: DType = .float32,
        on device: Device = .cpu
    ) throws {
        self.talker = talker
        self.batch = batch
        targets = PredictionTargets(batch, endOfSpeech: talker.configuration.codecEOS)
        let embeddings = try talker.embed(batch, speakers: speakers, dtype, on: device)
        hidden = try talker(embeddings).reshaped(-1, talker.configuration.hidden)
        let states = try hidden.indexSelect(0, Tensor(indices: targets.positions).to(device))
        talkerLogits = try talker.codecHead(states)
        codes = try talker.codes(targets.frames, on: device)
        subTalkerLogits = try Self.subTalkerLogits(talker, hidden, targets, codes)
    }

    private static func subTalkerLogits(
        _ talker: Talker, _ hidden: Tensor, _ targets: PredictionTargets, _ codes: Tensor
    ) throws -> [Tensor] {
        guard !targets.frames.isEmpty else { return [] }
        let states = try hidden.indexSelect(0, Tensor(indices: targets.framePositions).to(hidden.device))
        let first = try talker.codecEmbedding(codes.select(1, 0)).to(hidden.dtype)
        return try talker.codePredictor.logits(hidden: states, firstEmbeddings: first, codes: codes)
    }
}
