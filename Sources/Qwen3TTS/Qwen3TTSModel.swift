public import NeuralNetwork

/// The network of a checkpoint: the talker with its code predictor, and the speaker encoder where there is one.
public final class Qwen3TTSModel {
    /// What the network was built from.
    public let configuration: ModelConfiguration
    /// The part that speaks, and that fine-tuning changes.
    public let talker: Talker
    /// Nil in a checkpoint that is not `base`.
    public let speakerEncoder: SpeakerEncoder?

    /// Builds the network out of `weights`, which hold the parameters under their official names.
    public init(_ configuration: ModelConfiguration, from weights: Weights) throws {
        self.configuration = configuration
        talker = try Talker(configuration.talker, from: weights["talker"])
        speakerEncoder =
            configuration.hasSpeakerEncoder
            ? try SpeakerEncoder(configuration.speakerEncoder ?? .init(), from: weights["speaker_encoder"])
            : nil
    }
}
