public import Foundation
import NeuralNetwork
public import Tokenization
public import Torch

/// A checkpoint's folder in the official layout.
public struct Checkpoint: Sendable {
    /// The folder.
    public let url: URL
    /// The facts of `config.json` that decide what is computed.
    public let configuration: ModelConfiguration
    /// The whole `config.json`, unknown keys included.
    public let rawConfiguration: JSONValue

    /// Reads the configuration and checks that the files are there.
    public init(_ url: URL) throws {
        self.url = url
        try Self.requireFolder(url)
        for file in Self.requiredFiles
        where !Self.isThere(url.appending(path: file)) {
            throw CheckpointError.missingFile(path: url.path, file: file)
        }
        let file = url.appending(path: "config.json")
        configuration = try readConfiguration(ModelConfiguration.self, from: file)
        rawConfiguration = try readConfiguration(JSONValue.self, from: file)
        try checkRows(file)
    }

    /// Whether a file is there; weights may be in several files with an index.
    private static func isThere(_ file: URL) -> Bool {
        file.pathExtension == "safetensors"
            ? SafetensorsSet.exists(file) : FileManager.default.fileExists(atPath: file.path)
    }

    /// Checks that speakers and languages have rows of the codec embedding.
    private func checkRows(_ file: URL) throws(CheckpointError) {
        let talker = configuration.talker
        let rows =
            talker.speakers.map { (table: "spk_id", name: $0.key, row: $0.value.index) }
            + talker.languages.map { (table: "codec_language_id", name: $0.key, row: $0.value) }
        let outside = rows.filter { !(0..<talker.vocabulary).contains($0.row) }.min {
            ($0.table, $0.name) < ($1.table, $1.name)
        }
        if let outside {
            throw .rowOutside(
                path: file.path, table: outside.table, name: outside.name, row: outside.row, rows: talker.vocabulary)
        }
    }

    /// Reads `config.json` alone, which says what languages and speakers there are.
    public static func configuration(of url: URL) throws -> ModelConfiguration {
        try requireFolder(url)
        return try readConfiguration(ModelConfiguration.self, from: url.appending(path: "config.json"))
    }

    private static func requireFolder(_ url: URL) throws {
        guard FileManager.default.fileExists(atPath: url.path) else { throw CheckpointError.noFolder(path: url.path) }
        guard try url.resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true else {
            throw CheckpointError.notAFolder(path: url.path)
        }
    }

    /// The folder of the speech tokenizer.
    public var speechTokenizer: URL { url.appending(path: "speech_tokenizer") }
    /// The file with the weights that codes depend on.
    public var speechTokenizerWeights: URL { speechTokenizer.appending(path: "model.safetensors") }
    /// The file with the weights, or the one that an index stands for.
    public var weightsFile: URL { url.appending(path: "model.safetensors") }

    static let requiredFiles = [
        "config.json", "model.safetensors", "vocab.json", "merges.txt", "tokenizer_config.json",
        "speech_tokenizer/config.json", "speech_tokenizer/model.safetensors",
    ]

    /// The text tokenizer.
    public func loadTokenizer() throws -> TextTokenizer {
        try TextTokenizer(directory: url)
    }

    /// A model in memory, with its parameters under their official names.
    public struct Loaded {
        /// The network, whose parameters are the tensors of `parameters`.
        public let model: Qwen3TTSModel
        /// In the order in which the model asked for them; an optimizer changes them in place.
        public let parameters: [(name: String, tensor: Tensor)]
    }

    /// Reads the weights.
    ///
    /// - Parameters:
    ///   - dtype: what a parameter becomes that is not frozen.
    ///   - isFrozen: a parameter that stays as it is keeps the file's dtype and is mapped, not copied.
    /// - Throws: `WeightsError` naming every missing, surplus and misshaped tensor.
    public func loadModel(
        as dtype: DType = .float32, on device: Device = .cpu, isFrozen: @escaping (String) -> Bool = { _ in false }
    ) throws -> Loaded {
        let source = CheckpointWeights(try SafetensorsSet(weightsFile), on: device) {
            isFrozen($0) ? .mapped : .copied(dtype)
        }
        let model = try Qwen3TTSModel(configuration, from: Weights(source))
        try source.finish()
        return Loaded(model: model, parameters: source.parameters)
    }
}
