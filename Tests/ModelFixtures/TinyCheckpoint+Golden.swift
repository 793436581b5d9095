import Foundation
public import GoldenCases
import Qwen3TTS
public import Torch

extension TinyCheckpoint {
    /// The checkpoints of the repository, and those that `GOLDEN_CHECKPOINTS` names (paths, separated by colons).
    public static let golden: [TinyCheckpoint] = {
        let others = ProcessInfo.processInfo.environment["GOLDEN_CHECKPOINTS"]?.split(separator: ":") ?? []
        return all + others.map { TinyCheckpoint(url: URL(filePath: String($0))) }
    }()

    /// The tensors, in a file beside the folder.
    public func tensors() throws -> SafetensorsFile {
        try SafetensorsFile(url.appendingPathExtension("safetensors"))
    }

    /// The parameters of the cases, in another file beside the folder.
    public func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: url.appendingPathExtension("json")))
    }
}

extension TrainingCase {
    /// The batch that the official package was trained on, with everything that it computed.
    public init(_ tiny: TinyCheckpoint) throws { self.init(try Golden(tiny.url), try tiny.open()) }
}

extension GenerationCases {
    /// What the official package generates with the checkpoint; the codes of the signals are the official ones.
    public init(_ tiny: TinyCheckpoint) throws {
        let signals = try TrainingCase(tiny)
        let name = tiny.url.lastPathComponent + "-generation"
        self.init(
            try Golden(tiny.url.deletingLastPathComponent().appending(path: name)), signals: signals,
            recording: { try signals.frames("codec/enc/\($0)/codes") })
    }
}

extension SafetensorsFile {
    /// The tensors called `prefix/0/suffix`, `prefix/1/suffix`, ….
    public func tensors(_ prefix: String, _ suffix: String? = nil) throws -> [Tensor] {
        var found: [Tensor] = []
        while true {
            let name = "\(prefix)/\(found.count)\(suffix.map { "/\($0)" } ?? "")"
            guard shape(of: name) != nil else { return found }
            found.append(try tensor(name))
        }
    }
}
