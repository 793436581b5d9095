import Foundation
import Testing
import Torch

/// A small checkpoint with random weights, and what the official package computes with it.
///
/// `Scripts/fixtures.py` makes both.
struct Golden: CustomTestStringConvertible, Sendable {
    /// The folder of the checkpoint.
    let checkpoint: URL

    /// The checkpoints of the repository, and those that `GOLDEN_CHECKPOINTS` names (paths, separated by colons).
    static let all: [Golden] = {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures")
        let others = ProcessInfo.processInfo.environment["GOLDEN_CHECKPOINTS"]?.split(separator: ":") ?? []
        return ["tiny-base", "tiny-custom"].map { Golden(checkpoint: fixtures.appending(path: $0)) }
            + others.map { Golden(checkpoint: URL(fileURLWithPath: String($0))) }
    }()

    var testDescription: String { checkpoint.lastPathComponent }

    /// The tensors, in a file beside the folder.
    func tensors() throws -> SafetensorsFile {
        try SafetensorsFile(checkpoint.appendingPathExtension("safetensors"))
    }

    /// The parameters of the cases, in another file beside the folder.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: checkpoint.appendingPathExtension("json")))
    }
}

extension SafetensorsFile {
    /// The tensors called `prefix/0/suffix`, `prefix/1/suffix`, ….
    func tensors(_ prefix: String, _ suffix: String? = nil) throws -> [Tensor] {
        var found: [Tensor] = []
        while true {
            let name = "\(prefix)/\(found.count)\(suffix.map { "/\($0)" } ?? "")"
            guard shape(of: name) != nil else { return found }
            found.append(try tensor(name))
        }
    }
}
