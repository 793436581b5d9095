import Audio
import Foundation
import ModelInitialization
import Qwen3TTS
import Testing
import Tokenization
import Torch

@Suite("Initialising a checkpoint")
struct InitializationTests {
    /// Calls `body` with the path of a folder that does not exist yet, inside one that is removed afterwards.
    private func withTarget<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let parent = FileManager.default.temporaryDirectory.appending(path: "init-\(UUID().uuidString)")
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: parent) } }
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        return try body(parent.appending(path: "model"))
    }

    private func contents(_ folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }

    private static let voices = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/voices")

    private func reference(_ voice: String) throws -> [Float] {
        try AudioFile.read(Self.voices.appending(path: "\(voice)/reference.flac")).resampled(to: 24_000).samples
    }

    @Test("A tiny checkpoint loads, tells two real voices apart, and uses its codes")
    func tiny() throws {
        try withTarget { url in
            let summary = try CheckpointInitialization(size: .tiny, seed: 1).write(to: url)
            #expect(
                try contents(url) == [
                    "config.json", "generation_config.json", "merges.txt", "model.safetensors",
                    "preprocessor_config.json", "speech_tokenizer", "speech_tokenizer/config.json",
                    "speech_tokenizer/model.safetensors", "speech_tokenizer/preprocessor_config.json",
                    "tokenizer_config.json", "vocab.json",
                ])
            let checkpoint = try Checkpoint(url)
            let tokenizer = try checkpoint.loadTokenizer()
            #expect(tokenizer.id(of: "<tts_pad>") == checkpoint.configuration.textPad)
            #expect(tokenizer.vocabularySize <= checkpoint.configuration.talker.textVocabulary)
            let loaded = try checkpoint.loadModel()
            #expect(loaded.parameters.reduce(0) { $0 + $1.tensor.elementCount } == summary.modelParameterCount)
            #expect(loaded.parameters.count == 172)
            #expect(summary.speechTokenizerParameters == 287_693)

            let encoder = try #require(loaded.model.speakerEncoder)
            let (one, other) = (try reference("en_allison"), try reference("ru_nsh"))
            let (x, y) = try withoutGradients { (try encoder.embed(one), try encoder.embed(other)) }
            let cosine = try (x * y).sum().item() / (x.norm().item() * y.norm().item())
            #expect(cosine < 0.95)
            #expect((0.1..<2).contains(try x.norm().item()))

            let speech = try SpeechTokenizer(directory: checkpoint.speechTokenizer)
            let codes = try withoutGradients { try speech.encode(Array(one.prefix(96_000))) }
            let first: [Int64] = try codes.select(1, 0).contiguous().array()
            #expect(Set(first).count > 10)
            #expect(zip(first, first.dropFirst()).filter { $0 == $1 }.count < first.count / 3)
            let samples = try withoutGradients { try speech.decode(codes) }
            #expect((0.08..<0.2).contains(try samples.squared().mean().squareRoot().item()))
            #expect(try samples.absolute().maximum().item() < 1)
        }
    }

    @Test("The same seed gives the same bytes, another gives others, and nothing that exists is overwritten")
    func seeds() throws {
        try withTarget { url in
            let again = url.appendingPathExtension("again")
            let other = url.appendingPathExtension("other")
            try CheckpointInitialization(size: .tiny, type: .customVoice, seed: 5).write(to: url)
            try CheckpointInitialization(size: .tiny, type: .customVoice, seed: 5).write(to: again)
            try CheckpointInitialization(size: .tiny, type: .customVoice, seed: 6).write(to: other)
            for file in try contents(url) where file != "speech_tokenizer" {
                let bytes = try Data(contentsOf: url.appending(path: file))
                #expect(try Data(contentsOf: again.appending(path: file)) == bytes, "\(file)")
                let differs = try Data(contentsOf: other.appending(path: file)) != bytes
                #expect(differs == file.hasSuffix(".safetensors"), "\(file)")
            }
            #expect(throws: CheckpointError.exists(path: url.path)) {
                try CheckpointInitialization(size: .tiny, seed: 6).write(to: url)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path).count == 3)
        }
    }

    @Test("A tokenizer of another model is refused with all its differences")
    func wrongTokenizer() throws {
        try withTarget { url in
            try CheckpointInitialization(size: .tiny).write(to: url)
            let large = url.appendingPathExtension("large")
            let error = #expect(throws: InitializationError.self) {
                try CheckpointInitialization(size: .small, tokenizer: url).write(to: large)
            }
            guard case .wrongTokenizer(url.path, .small, let differences) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(differences.first == .init("the number of tokens", found: 1057, expected: 151_676))
            #expect(differences.count == 7)
            #expect(!FileManager.default.fileExists(atPath: large.path))
        }
    }

    @Test("Where nothing can be written, the error says so and nothing is left")
    func unwritable() throws {
        try withTarget { url in
            try Data().write(to: url)
            let target = url.appending(path: "model")
            let error = #expect(throws: CheckpointError.self) {
                try CheckpointInitialization(size: .tiny).write(to: target)
            }
            guard case .cannotWrite(target.path, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try contents(url.deletingLastPathComponent()) == ["model"])
        }
    }
}
