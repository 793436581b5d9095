import ArgumentParser

/// Measures how training gets its data.
@main
struct LoadingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loading-speed",
        abstract: "Measure how training gets its data.",
        subcommands: [SynthesizeCommand.self, StoreCommand.self, StreamCommand.self, CodesCommand.self])
}
