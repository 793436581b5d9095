public import Foundation

extension Checkpoint {
    /// Writes this model as a base checkpoint, with the speaker encoder of `base`: it clones voices, and can be
    /// fine-tuned on new speakers.
    ///
    /// The talker is this checkpoint's, its languages included. Its speakers keep their names and rows, which the official package does not
    /// look at in a base checkpoint, so that a second round of fine-tuning keeps them as well.
    ///
    /// - Parameters:
    ///   - base: usually the checkpoint that the fine-tuning started from.
    ///   - url: a folder that does not exist yet.
    /// - Throws: `CheckpointError`, before anything is written where the two do not fit.
    public func exportBase(speakerEncoderFrom base: Checkpoint, to url: URL) throws {
        guard !configuration.hasSpeakerEncoder else { throw CheckpointError.alreadyBase(path: self.url.path) }
        guard base.configuration.hasSpeakerEncoder,
            let encoderConfiguration = base.rawConfiguration["speaker_encoder_config"]
        else { throw CheckpointError.noSpeakerEncoderToTake(path: base.url.path, type: base.configuration.type) }
        let width = base.configuration.speakerEncoder?.width ?? 0
        guard width == configuration.talker.hidden else {
            throw CheckpointError.speakerEncoderWidth(
                path: base.url.path, width: width, model: self.url.path, hidden: configuration.talker.hidden)
        }
        guard !FileManager.default.fileExists(atPath: url.path) else { throw CheckpointError.exists(path: url.path) }

        // Nothing is trained, so nothing is copied: the files are mapped.
        let talker = try loadModel(isFrozen: { _ in true }).parameters
        let encoder = try base.loadModel(isFrozen: { _ in true }).parameters
        var writer = CheckpointWriter(self)
        writer.speakerEncoder = encoderConfiguration
        try writer.write(talker + encoder.filter { $0.name.hasPrefix("speaker_encoder.") }, to: url)
    }
}
