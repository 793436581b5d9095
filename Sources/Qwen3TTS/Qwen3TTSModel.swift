public import NeuralNetwork

/// The network of a checkpoint: the talker with its code predictor, and the speaker encoder where there is one.
public final class Qwen3TTSModel {
    public let configuration: ModelConfiguration
    public let talker: Talker
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
