import ArgumentParser
import Torch

/// The command `qwen3-tts`.
struct Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qwen3-tts",
        abstract: "Fine-tune Qwen3-TTS on any number of speakers.",
        discussion: "The main job on real voices, without any account: make demo",
        version: "0.1.0 (libtorch \(Runtime.libtorchVersion))",
        subcommands: [
            InitCommand.self, PrepareCommand.self, DatasetCommand.self, FinetuneCommand.self, SpeakCommand.self,
            ExportCommand.self,
            SpeakersCommand.self, LanguagesCommand.self, CodecCommand.self,
        ])
}
