public import TrainingSettings

extension TrainablePart {
    /// The part that a parameter belongs to, by its official name; nil for the speaker encoder, which is never trained.
    public init?(parameter name: String) {
        switch name {
        case _ where name.hasPrefix("speaker_encoder."): return nil
        case "talker.model.text_embedding.weight": self = .textEmbedding
        case _ where name.hasPrefix("talker.text_projection."): self = .textProjection
        case _ where name.contains("codec_embedding"): self = .embeddings
        case _ where name.contains("lm_head") || name.contains("codec_head"): self = .heads
        case _ where name.hasPrefix("talker.code_predictor."): self = .predictor
        default: self = .talker
        }
    }
}
