public import Foundation
import NeuralNetwork
import Qwen3TTS
import Tokenization
import Torch

/// Makes a checkpoint with random weights, in the official layout.
///
/// The weights depend on the size, the type and the seed alone (and in their last digits on libtorch's build).
public struct CheckpointInitialization: Sendable {
    /// How large the model is.
    public var size: CheckpointSize
    /// What the model can do.
    public var type: CheckpointType
    /// Another seed gives other weights.
    public var seed: UInt64
    /// The folder with the text tokenizer of the official checkpoints; nil for the sizes with a reduced vocabulary.
    public var tokenizer: URL?

    /// What was made.
    public struct Summary: Sendable, Equatable {
        /// Numbers of parameters by part of the main model, such as `talker.model`.
        public let modelParameters: [String: Int]
        /// The number of the speech tokenizer's parameters.
        public let speechTokenizerParameters: Int
        /// Bytes of both weight files.
        public let byteCount: Int

        /// The number of the main model's parameters.
        public var modelParameterCount: Int { modelParameters.values.reduce(0, +) }
    }

    /// Creates a request; `write(to:progress:)` fulfils it.
    public init(
        size: CheckpointSize, type: CheckpointType = .base, seed: UInt64 = 0, tokenizer: URL? = nil
    ) {
        self.size = size
        self.type = type
        self.seed = seed
        self.tokenizer = tokenizer
    }

    /// Makes the checkpoint beside `url` and renames it when it is complete.
    ///
    /// - Parameter progress: is told which share of the main model's parameters has been made, from 0 to 1.
    /// - Throws: `InitializationError` or `TokenizationError` for a tokenizer that does not fit; `CheckpointError.exists`
    ///   if something is at `url`; `CheckpointError.cannotWrite`, after removing what was written.
    @discardableResult
    public func write(to url: URL, progress: (Double) -> Void = { _ in }) throws -> Summary {
        // Sums over threads depend on their number; and threads that wait for busy cores take ten times as long.
        let threads = Runtime.threadCount
        Runtime.threadCount = 1
        defer { Runtime.threadCount = threads }
        let (textTokenizer, ids) = try loadTokenizer()
        guard !Self.isTaken(url) else { throw CheckpointError.exists(path: url.path) }
        let files = FileManager.default
        let temporary = url.deletingLastPathComponent()
            .appending(path: ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).partial")
        do {
            if files.fileExists(atPath: temporary.path) { try files.removeItem(at: temporary) }
            try files.createDirectory(
                at: temporary.appending(path: "speech_tokenizer"), withIntermediateDirectories: true)
            let configurations = CheckpointConfigurations(size: size, type: type, ids: ids)
            try configurations.write(to: temporary)
            try textTokenizer.write(to: temporary)
            let summary = try withoutGradients { try writeWeights(configurations, to: temporary, progress) }
            guard !Self.isTaken(url) else { throw CheckpointError.exists(path: url.path) }
            try files.moveItem(at: temporary, to: url)
            return summary
        } catch {
            // What is left of the attempt is worth nothing; that it cannot be removed would not change the message.
            try? files.removeItem(at: temporary)
            guard let reason = Self.writingFailure(error) else { throw error }
            throw CheckpointError.cannotWrite(path: url.path, reason: reason)
        }
    }

    /// Whether anything has that name, a dangling link included.
    private static func isTaken(_ url: URL) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: url.path)) != nil
    }

    /// The system's own words for what went wrong in writing; nil for any other error.
    private static func writingFailure(_ error: any Error) -> String? {
        switch error {
        case SafetensorsError.cannotWrite(_, let reason), TokenizationError.unwritableFile(_, let reason):
            return reason
        default:
            let cocoa = error as NSError
            guard cocoa.domain == NSCocoaErrorDomain || cocoa.domain == NSPOSIXErrorDomain else { return nil }
            return (cocoa.userInfo[NSUnderlyingErrorKey] as? NSError ?? cocoa).localizedDescription
        }
    }
}

// MARK: The text tokenizer

extension CheckpointInitialization {
    /// The vocabulary of the size, and its ids.
    private func loadTokenizer() throws -> (TextTokenizer, [TextToken: Int]) {
        let textTokenizer: TextTokenizer
        if size.hasFullVocabulary {
            guard let tokenizer else { throw InitializationError.needsTokenizer(size: size) }
            textTokenizer = try TextTokenizer(directory: tokenizer)
            let differences = Self.differences(of: textTokenizer)
            guard differences.isEmpty else {
                throw InitializationError.wrongTokenizer(path: tokenizer.path, size: size, differences)
            }
        } else {
            if let tokenizer { throw InitializationError.surplusTokenizer(size: size, path: tokenizer.path) }
            let merges = String(decoding: PackageResources.reduced_merges_txt, as: UTF8.self)
            textTokenizer = try TextTokenizer.reduced(mergesText: merges)
        }
        return (textTokenizer, TextToken.allCases.reduce(into: [:]) { $0[$1] = $1.id(in: textTokenizer) })
    }

    private static func differences(of tokenizer: TextTokenizer) -> [InitializationError.Difference] {
        let ids = TextToken.allCases.map { token in
            InitializationError.Difference(
                "the id of '\(token.rawValue)'", found: token.id(in: tokenizer), expected: token.officialID)
        }
        let size = InitializationError.Difference(
            "the number of tokens", found: tokenizer.vocabularySize, expected: TextToken.officialVocabularySize)
        return ([size] + ids).filter { $0.found != $0.expected }
    }
}

// MARK: The weights

extension CheckpointInitialization {
    private func writeWeights(
        _ configurations: CheckpointConfigurations, to folder: URL, _ progress: (Double) -> Void
    ) throws -> Summary {
        let signal = try CalibrationSignal(voices: 16, seconds: 4, seed: seed)
        let main = try writeModel(configurations, signal, to: folder.appending(path: "model.safetensors"), progress)
        let speech = try writeSpeechTokenizer(
            configurations, signal, to: folder.appending(path: "speech_tokenizer/model.safetensors"))
        return Summary(
            modelParameters: main, speechTokenizerParameters: speech,
            byteCount: main.values.reduce(0, +) * size.dtype.byteCount + speech * 4)
    }

    /// Returns the numbers of parameters by part.
    private func writeModel(
        _ configurations: CheckpointConfigurations, _ signal: CalibrationSignal, to url: URL,
        _ progress: (Double) -> Void
    ) throws -> [String: Int] {
        let configuration: ModelConfiguration = try CheckpointConfigurations.decoded(configurations.model)
        let total = try ParameterListing.model(configuration).reduce(0) { $0 + $1.shape.reduce(1, *) }
        let dtype = size.dtype
        return try withoutActuallyEscaping(progress) { progress in
            var made = 0
            let weights = RandomWeights(
                seed: seed,
                storage: { $0.hasPrefix("speaker_encoder.") ? .float32 : dtype },  // Until it is calibrated.
                distribution: { .model($0, shape: $1, configuration.talker) },
                made: {
                    made += $0
                    progress(Double(made) / Double(total))
                })
            let model = try Qwen3TTSModel(configuration, from: Weights(weights))
            if let encoder = model.speakerEncoder {
                try SpeakerEncoderCalibration.run(encoder, weights, on: signal)
            }
            try weights.convert(to: dtype) { $0.hasPrefix("speaker_encoder.") }
            try SafetensorsWriter.write(weights.parameters, to: url)
            return weights.parameters.reduce(into: [:]) { counts, parameter in
                let parts = parameter.name.split(separator: ".")
                counts[parts.first == "talker" ? "talker.\(parts[1])" : "speaker_encoder", default: 0] +=
                    parameter.tensor.elementCount
            }
        }
    }

    /// Returns the number of parameters.
    private func writeSpeechTokenizer(
        _ configurations: CheckpointConfigurations, _ signal: CalibrationSignal, to url: URL
    ) throws -> Int {
        let configuration: SpeechTokenizerConfiguration =
            try CheckpointConfigurations.decoded(configurations.speechTokenizer)
        let weights = RandomWeights(seed: seed, distribution: { .speechTokenizer($0, shape: $1) })
        try SpeechTokenizerCalibration(configuration: configuration, weights: weights, seed: seed).run(on: signal)
        try SafetensorsWriter.write(weights.parameters, to: url)
        return weights.parameters.reduce(0) { $0 + $1.tensor.elementCount }
    }
}
