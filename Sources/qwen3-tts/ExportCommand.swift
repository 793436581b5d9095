import ArgumentParser
import Foundation
import Qwen3TTS

/// `qwen3-tts export`: a checkpoint as another of the official types.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Make a base checkpoint, which clones voices, of a fine-tuned one.",
        discussion: """
            Fine-tuning leaves custom_voice checkpoints, which speak as named speakers and have no speaker encoder. A base \
            checkpoint takes one from the model that the fine-tuning started from. It has no named speakers; it clones \
            voices from recordings, and can be fine-tuned again.
            """)

    /// The official types that a checkpoint can be made into.
    enum Target: String, CaseIterable, ExpressibleByArgument {
        case base
    }

    @Argument(help: "A checkpoint: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.") var checkpoint: String
    @Option(name: .customLong("as"), help: "The type to make.") var target: Target
    @Option(
        name: .customLong("speaker-encoder-from"),
        help: ArgumentHelp(
            "The base checkpoint that the speaker encoder is copied from: a folder, or USER/NAME[@REVISION] on the Hub.",
            valueName: "checkpoint"))
    var encoder: String
    @Option(
        name: [.short, .customLong("output-dir")],
        help: ArgumentHelp("The folder to make; it must not exist.", valueName: "folder"))
    var outputDirectory: String

    func run() async throws {
        let output = URL(filePath: outputDirectory, directoryHint: .isDirectory)
        let checkpoint = try await Checkpoint(ModelFolder.resolve(checkpoint))
        switch target {
        case .base:
            let encoder = try await Checkpoint(ModelFolder.resolve(encoder))
            try checkpoint.exportBase(speakerEncoderFrom: encoder, to: output)
        }
        print("Made '\(output.path)', a \(target.rawValue) checkpoint.")
    }
}
