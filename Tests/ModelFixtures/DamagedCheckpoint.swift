public import Foundation
public import Qwen3TTS
public import TestSupport
public import Torch

/// A copy of a fixture that tests change.
public struct DamagedCheckpoint {
    /// What the copy lies in.
    public let folder: TemporaryFolder
    /// The copy's folder.
    public let url: URL

    /// Its file of weights.
    public var weights: URL { url.appending(path: "model.safetensors") }

    /// Copies a fixture; the copy goes with the last copy of this.
    public init(_ tiny: TinyCheckpoint = .base) throws {
        folder = try TemporaryFolder()
        url = try tiny.copy(to: folder.url)
    }

    /// Writes the parameters again as `change` makes them.
    public func rewrite(_ change: (inout [(name: String, tensor: Tensor)]) throws -> Void) throws {
        let file = try SafetensorsFile(weights)
        var tensors = try file.names.map { (name: $0, tensor: try file.tensor($0).clone()) }
        try change(&tensors)
        try SafetensorsWriter.write(tensors, to: weights)
    }

    /// Changes the configuration.
    public func configure(_ change: (inout JSONValue) throws -> Void) throws {
        let file = url.appending(path: "config.json")
        var value = try readConfiguration(JSONValue.self, from: file)
        try change(&value)
        try JSONEncoder().encode(value).write(to: file)
    }

    /// What opening and loading it says, with the folder's path as `DIR`.
    public func message() -> String {
        do {
            _ = try Checkpoint(url).loadModel()
            return "no error"
        } catch {
            return "\(error)".replacing(folder.url.path, with: "DIR")
        }
    }
}
