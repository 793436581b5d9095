public import ArgumentParser
import Foundation
public import ModelInitialization
import Qwen3TTS

extension CheckpointSize: ExpressibleByArgument {}
extension CheckpointType: ExpressibleByArgument {}

/// `qwen3-tts init`: a checkpoint with random weights.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a checkpoint with random weights, in the official layout.",
        discussion: """
            Such a model has learnt nothing: it is what to train from scratch, or to test with. The official qwen-tts \
            package loads it like any other. 'mini' trains on a CPU in minutes; '0.6b' and '1.7b' have the real sizes.
            """)

    @Option(help: "How large the model is.")
    var size: CheckpointSize

    @Option(help: "Another seed gives other weights.")
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            """
            For 0.6b and 1.7b: a folder with the official vocab.json, merges.txt and tokenizer_config.json, or the \
            USER/NAME[@REVISION] of a checkpoint on the Hugging Face Hub.
            """, valueName: "folder"))
    var tokenizer: String?

    @Option(help: "base learns voices from recordings; custom_voice has rows for named speakers.")
    var type: CheckpointType = .base

    @Argument(help: "The folder to make; it must not exist.")
    var directory: String

    func run() async throws {
        let url = URL(filePath: directory, directoryHint: .isDirectory)
        var vocabulary: URL?
        if let tokenizer { vocabulary = try await ModelFolder.resolve(tokenizer, needing: .textTokenizer) }
        let request = CheckpointInitialization(size: size, type: type, seed: seed, tokenizer: vocabulary)
        var tenth = 0
        let summary = try request.write(to: url) { share in
            guard size.hasFullVocabulary, Int(share * 10) > tenth else { return }
            tenth = Int(share * 10)
            FileHandle.standardError.write(Data("Drawing weights: \(tenth * 10) %\n".utf8))
        }
        print("Made '\(url.path)' (\(Self.megabytes(summary.byteCount)) of weights):")
        for (part, count) in summary.modelParameters.sorted(by: { $0.key < $1.key }) {
            print("  \(part): \(Self.millions(count)) parameters")
        }
        print("  speech tokenizer: \(Self.millions(summary.speechTokenizerParameters)) parameters")
    }

    private static func millions(_ count: Int) -> String { String(format: "%.2f million", Double(count) / 1e6) }

    private static func megabytes(_ count: Int) -> String { String(format: "%.1f MB", Double(count) / 1e6) }
}
