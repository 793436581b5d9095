/// A part of the model that is trained or frozen as one.
public enum ParameterSet: String, Sendable, CaseIterable {
    /// The talker's layers and final norm.
    case talker
    case textProjection = "text_projection"
    /// The code predictor's layers, norm and input projection.
    case predictor
    /// The embeddings of codes, tags and speakers.
    case embeddings
    /// The heads of all codebooks.
    case heads
    /// The speakers' vectors, which are rows of the codec embedding in the exported checkpoint.
    case speakerRows = "speaker_rows"
    case textEmbedding = "text_embedding"
    case speakerEncoder = "speaker_encoder"

    /// The set that a parameter belongs to, by its official name.
    public init(parameter name: String) {
        self =
            switch name {
            case _ where name.hasPrefix("speaker_encoder."): .speakerEncoder
            case "talker.model.text_embedding.weight": .textEmbedding
            case _ where name.hasPrefix("talker.text_projection."): .textProjection
            case _ where name.contains("codec_embedding"): .embeddings
            case _ where name.contains("lm_head") || name.contains("codec_head"): .heads
            case _ where name.hasPrefix("talker.code_predictor."): .predictor
            default: .talker
            }
    }
}
