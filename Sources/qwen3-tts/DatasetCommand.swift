import ArgumentParser

/// `qwen3-tts dataset`: what is in a prepared dataset, and what is done with its speakers.
struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "List the speakers of a prepared dataset, drop one, or upload them.",
        discussion: "A dataset is a folder, such as 'prepared', or USER/NAME[@REVISION] on the Hugging Face Hub.",
        subcommands: [DatasetListCommand.self, DatasetDropCommand.self, DatasetUploadCommand.self],
        defaultSubcommand: DatasetListCommand.self)
}
