public import Foundation
import Torch

extension Checkpoint {
    /// A voice that gets a name.
    public struct NamedVoice {
        /// In lower case, since the official package looks names up so.
        public let name: String
        /// Recordings that show it: 24 kHz, mono.
        public let recordings: [[Float]]

        /// Names the voice of some recordings.
        public init(_ name: String, recordings: [[Float]]) {
            self.name = name.lowercased()
            self.recordings = recordings
        }
    }

    /// Writes this model as a `custom_voice` checkpoint that speaks as further speakers, without any training: each gets a row of the codec
    /// embedding with the vector of its recordings, which is what cloning with the voice alone uses.
    ///
    /// Speakers that the checkpoint has keep their rows.
    ///
    /// - Parameters:
    ///   - base: the checkpoint whose speaker encoder makes the vectors; this one where it is a base checkpoint.
    ///   - url: a folder that does not exist yet.
    /// - Throws: `CheckpointError`, or `RecordingError` for a recording without a voice, before anything is written.
    public func exportCustomVoice(
        _ voices: [NamedVoice], speakerEncoderFrom base: Checkpoint? = nil, to url: URL
    ) throws {
        let base = base ?? self
        guard base.configuration.hasSpeakerEncoder else {
            throw CheckpointError.noSpeakerEncoderToTake(path: base.url.path, type: base.configuration.type)
        }
        let width = base.configuration.speakerEncoder?.width ?? 0
        guard width == configuration.talker.hidden else {
            throw CheckpointError.speakerEncoderWidth(
                path: base.url.path, width: width, model: self.url.path, hidden: configuration.talker.hidden)
        }
        for voice in voices where configuration.talker.speakers[voice.name] != nil {
            throw CheckpointError.speakerExists(voice.name, path: self.url.path)
        }
        guard !FileManager.default.fileExists(atPath: url.path) else { throw CheckpointError.exists(path: url.path) }
        for recording in voices.flatMap(\.recordings) { try RecordingError.check(recording, text: nil) }

        let rows = try rows(forSpeakers: voices.map(\.name))
        guard let encoder = try base.loadModel(isFrozen: { _ in true }).model.speakerEncoder else { return }
        var writer = CheckpointWriter(self)
        for voice in voices {
            guard let row = rows[voice.name] else { continue }
            writer.speakers[voice.name] = row
            writer.rows[row] = try encoder.voice(of: voice.recordings)
        }
        // Nothing is trained, so nothing is copied: the files are mapped.
        try writer.write(try loadModel(isFrozen: { _ in true }).parameters, to: url)
    }
}
