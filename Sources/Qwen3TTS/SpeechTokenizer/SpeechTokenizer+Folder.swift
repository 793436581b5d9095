public import Foundation
import Torch

extension SpeechTokenizer {
    /// The folder of the speech tokenizer that a path means: of a whole checkpoint, or of its speech tokenizer alone.
    ///
    /// - Throws: `CheckpointError` when there is no speech tokenizer.
    public static func folder(at url: URL) throws -> URL {
        let files = FileManager.default
        guard files.fileExists(atPath: url.path) else { throw CheckpointError.noFolder(path: url.path) }
        guard files.fileExists(atPath: url.appending(path: ".").path) else {
            throw CheckpointError.notAFolder(path: url.path)
        }
        func isComplete(_ folder: URL) -> Bool {
            files.fileExists(atPath: folder.appending(path: "config.json").path)
                && SafetensorsSet.exists(folder.appending(path: "model.safetensors"))
        }
        let inside = url.appending(path: "speech_tokenizer")
        if isComplete(inside) { return inside }
        // A checkpoint without its speech tokenizer has files of the same names.
        if isComplete(url), try kind(of: url) == "qwen3_tts_tokenizer_12hz" { return url }
        throw CheckpointError.noSpeechTokenizer(path: url.path)
    }

    private static func kind(of folder: URL) throws -> String? {
        struct Kind: Decodable {
            var modelType: String?

            enum CodingKeys: String, CodingKey {
                case modelType = "model_type"
            }
        }
        return try readConfiguration(Kind.self, from: folder.appending(path: "config.json")).modelType
    }
}
